//! Text to small numbers.

use std::collections::HashMap;
use std::sync::Arc;

/// Texts numbered from 1 in the order of their coming; 0 is none.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    index: HashMap<Arc<str>, u32>,
    last: u32,
}

impl Default for Names {
    fn default() -> Names {
        Names {
            texts: vec!["".into()],
            index: HashMap::new(),
            last: 0,
        }
    }
}

impl Names {
    /// Number of a text, new if need be.
    pub fn intern(&mut self, text: &str) -> u32 {
        // Neighbouring rows mostly repeat their texts.
        if self.last != 0 && &*self.texts[self.last as usize] == text {
            return self.last;
        }
        self.last = match self.index.get(text) {
            Some(&id) => id,
            None => {
                let id = self.texts.len() as u32;
                let shared: Arc<str> = text.into();
                self.texts.push(shared.clone());
                self.index.insert(shared, id);
                id
            }
        };
        self.last
    }

    /// Number of a text or 0.
    pub fn intern_option(&mut self, text: Option<&str>) -> u32 {
        text.map_or(0, |t| self.intern(t))
    }

    /// Number of a text if it is known.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.index.get(text).copied()
    }

    /// Text of a number; `None` for 0.
    pub fn text(&self, id: u32) -> Option<&Arc<str>> {
        (id != 0).then(|| &self.texts[id as usize])
    }

    /// How many numbers there are, 0 included.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// All numbers but 0 in alphabetical order of their texts.
    pub fn sorted(&self) -> Vec<u32> {
        let mut ids: Vec<u32> = (1..self.texts.len() as u32).collect();
        ids.sort_by(|a, b| self.texts[*a as usize].cmp(&self.texts[*b as usize]));
        ids
    }

    /// Where each number's text stands in the alphabet, from 1; 0 for 0.
    pub fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.texts.len()];
        for (rank, id) in (1..).zip(self.sorted()) {
            ranks[id as usize] = rank;
        }
        ranks
    }
}

//! Use cases: what can be done, by whom. Both doors call these and nothing below them.
//! A use case checks who may do it; a handler never does.

pub mod accounts;
pub mod board;
pub mod cities;
pub mod cut;
pub mod estimates;
pub mod explain;
pub mod export;
pub mod figures;
pub mod findings;
pub mod flow;
pub mod flows;
pub mod import;
pub mod job;
pub mod names;
pub mod partners;
pub mod readings;
pub mod reference;
pub mod regions;
pub mod tools;

use crate::refusal::{ErrorCode, Refusal, Result};
use store::{Role, User};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody in particular.
    Public,
    /// A signed-in user, or the owner of a token.
    User(User),
    /// The operator at the command line: whoever can open the home's files may do all.
    Operator,
}

impl Actor {
    /// Name for the record; `None` if there is none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Actor::User(user) => Some(&user.name),
            Actor::Public | Actor::Operator => None,
        }
    }

    fn has(&self, role: Role) -> bool {
        match self {
            Actor::Operator => true,
            Actor::Public => false,
            Actor::User(user) => user.roles.contains(&role) || user.roles.contains(&Role::Admin),
        }
    }

    /// May see figures.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`] unless public read is on.
    pub fn must_read(&self, public_read: bool) -> Result<()> {
        match self {
            Actor::Public if !public_read => Err(not_signed_in()),
            _ => Ok(()),
        }
    }

    /// May import and see import jobs' uploads.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`], [`ErrorCode::NotAllowed`].
    pub fn must_import(&self) -> Result<()> {
        self.must(Role::Officer, "import files")
    }

    /// May administer.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`], [`ErrorCode::NotAllowed`].
    pub fn must_administer(&self) -> Result<()> {
        self.must(Role::Admin, "administer users and regions")
    }

    fn must(&self, role: Role, what: &str) -> Result<()> {
        if self.has(role) {
            Ok(())
        } else if *self == Actor::Public {
            Err(not_signed_in())
        } else {
            Err(Refusal::new(
                ErrorCode::NotAllowed,
                format!("your role may not {what}; ask an administrator"),
            ))
        }
    }

    /// The user, for what belongs to one.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`].
    pub fn must_be_user(&self) -> Result<&User> {
        match self {
            Actor::User(user) => Ok(user),
            Actor::Public | Actor::Operator => Err(not_signed_in()),
        }
    }
}

fn not_signed_in() -> Refusal {
    Refusal::new(ErrorCode::NotSignedIn, "sign in first")
}

//! The use cases under both doors, HTTP and command line.

pub mod boundary;
pub mod cli;
pub mod config;
pub mod embed;
pub mod files;
pub mod gateway;
pub mod home;
pub mod http;
pub mod mappings;
pub mod refusal;
pub mod region_folder;
mod sources;
pub mod text_index;
pub mod usecase;
pub mod view;

//! The HTTP door: axum handlers, their data types, the OpenAPI description.

pub mod accounts;
pub mod data;
pub mod dto;
pub mod error;
pub mod figures;
pub mod openapi;
pub mod regions;
pub mod system;

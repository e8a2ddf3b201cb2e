//! BERT as a list of operations over named parameters.
//!
//! [`layout`] defines the parameters and their places in one flat vector. [`bert`] lists the operations, [`graph`]
//! defines the types of that list. An [`crate::engine`] executes it forward and backward.

pub mod bert;
pub mod config;
pub mod graph;
pub mod init;
pub mod layout;

pub use config::BertConfig;
pub use graph::Graph;
pub use layout::Layout;

//! BERT as a list of operations over named parameters.
//!
//! [`layout`] says which parameters there are and where each lies in one flat vector; [`bert`] lists the operations;
//! [`graph`] is the vocabulary of that list. An [`crate::engine`] executes it forward and backward.

pub mod bert;
pub mod config;
pub mod graph;
pub mod init;
pub mod layout;

pub use config::BertConfig;
pub use graph::Graph;
pub use layout::Layout;

//! Activities and entries as Delta tables in the data home.

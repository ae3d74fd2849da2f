//! Tolerant JSON tree with spans.

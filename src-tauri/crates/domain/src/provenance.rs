//! Where each field of a normalized event came from.

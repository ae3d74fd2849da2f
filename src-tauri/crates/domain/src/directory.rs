//! Names, handles and vendor ids per account and customer, as the user edits them.

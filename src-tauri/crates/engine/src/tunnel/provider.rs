//! What a provider is: data for a supervisor that knows none of them.

/// A piece of a command line. `{port}` is the receiver's, `{name}` the field of that name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Arg {
    /// As it is, but for its braces.
    Word(&'static str),
    /// Only if the field is filled in.
    If(&'static str, &'static [&'static str]),
}
/// Something that the user fills in.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in [`super::Settings`].
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// An example.
    pub example: &'static str,
    /// Nothing works without it.
    pub required: bool,
}

/// A provider.
#[derive(Debug)]
pub struct Provider {
    /// Its one spelling.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What to know before choosing it.
    pub about: &'static str,
    /// The program; `None`: the user names it, or there is none.
    pub program: Option<&'static str>,
    /// How to get it.
    pub get: &'static str,
    /// What is filled in.
    pub fields: &'static [Field],
    pub(super) args: &'static [Arg],
    pub(super) env: &'static [(&'static str, &'static str)],
    /// Its line with the address: the pattern's first group is put for `{1}`. A `url` field that is filled in wins.
    pub(super) address: &'static str,
    pub(super) url: &'static str,
    /// Lines with this are not looked at for an address.
    pub(super) ignore: &'static str,
    /// What it says when it cannot (lower case), and what that means.
    pub(super) failures: &'static [(&'static str, &'static str)],
}

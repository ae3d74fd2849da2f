//! What a list lets be asked for: the fields, how each is compared in SQL, how it is called, and what values it can have.
//! Which fields a list has is the list's business.

/// A field of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// How it is compared: `{}` stands for the value, `{op}` for the comparison.
    pub(super) sql: &'static str,
    pub(super) kind: Kind,
    /// What it is called in a description; its name unless told.
    pub(super) called: &'static str,
    /// What it is, in a few words, where it is offered.
    pub(super) about: &'static str,
    /// The words that there are; another one is a mistake, but in a part, which may hold others.
    pub(super) words: Option<fn() -> Vec<&'static str>>,
    /// Rows of (value, how many) that are there and fit the GLOB pattern `?1`, the most frequent first.
    pub(super) counted: Option<&'static str>,
    /// A condition on kinds of rows alone: true wherever `sql` can be. See [`super::Reach`].
    pub(super) wide: Option<&'static str>,
    /// Another name of a field that is offered already.
    pub(crate) hidden: bool,
    /// The comparison by a beginning, where it is not `sql` with GLOB.
    pub(super) beginning: Option<&'static str>,
    /// It names few rows, and finds them by an index.
    pub(super) narrow: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Compared as a whole, or by its beginning.
    Text,
    /// Fits where the value stands anywhere in it.
    Part,
    /// `yes` or `no`.
    YesNo,
    /// A number; `k` and `M` may stand behind it.
    Number,
    /// Bytes; `kb`, `mb`, `kib` and the like may stand behind it.
    Size,
    /// How long something took; so many units of the column are a millisecond.
    Duration(i64),
    /// A time; so many units of the column are a millisecond.
    Time(i64),
}

const fn field(name: &'static str, sql: &'static str, kind: Kind) -> Field {
    Field {
        name,
        sql,
        kind,
        called: name,
        about: "",
        words: None,
        counted: None,
        wide: None,
        hidden: false,
        beginning: None,
        narrow: false,
    }
}

/// A field that is compared as text: `… = {}`.
pub(crate) const fn text(name: &'static str, sql: &'static str) -> Field {
    field(name, sql, Kind::Text)
}

/// A field in which the value stands somewhere: `… LIKE {} ESCAPE '\'`.
pub(crate) const fn part(name: &'static str, sql: &'static str) -> Field {
    field(name, sql, Kind::Part)
}

/// A field that is so or not; `sql` is the condition for yes.
pub(crate) const fn yes_no(name: &'static str, sql: &'static str) -> Field {
    field(name, sql, Kind::YesNo)
}

/// A field that is compared as a number: `… {op} {}`.
pub(crate) const fn number(name: &'static str, sql: &'static str) -> Field {
    field(name, sql, Kind::Number)
}

/// A field that is compared as a size; the column holds bytes: `… {op} {}`.
pub(crate) const fn size(name: &'static str, sql: &'static str) -> Field {
    field(name, sql, Kind::Size)
}

/// A field that is compared as a span of time; `per_ms` units of the column are a millisecond: `… {op} {}`.
pub(crate) const fn duration(name: &'static str, sql: &'static str, per_ms: i64) -> Field {
    field(name, sql, Kind::Duration(per_ms))
}

/// A field that is compared as a time; `per_ms` units of the column are a millisecond: `… {op} {}`.
pub(crate) const fn time(name: &'static str, sql: &'static str, per_ms: i64) -> Field {
    field(name, sql, Kind::Time(per_ms))
}

impl Field {
    /// What it is called in a description, and what it is.
    pub(crate) const fn says(mut self, called: &'static str, about: &'static str) -> Self {
        self.called = called;
        self.about = about;
        self
    }

    /// The only words that it can be, or those that a part holds at times.
    pub(crate) const fn among(mut self, words: fn() -> Vec<&'static str>) -> Self {
        self.words = Some(words);
        self
    }

    /// How to count the values that are there: rows of (value, how many), for the GLOB pattern `?1`.
    pub(crate) const fn counted(mut self, sql: &'static str) -> Self {
        self.counted = Some(sql);
        self
    }

    /// Where it can fit at all, told from kinds of rows alone.
    pub(crate) const fn within(mut self, wide: &'static str) -> Self {
        self.wide = Some(wide);
        self
    }

    /// It is told from kinds of rows alone.
    pub(crate) const fn of_kinds(mut self) -> Self {
        self.wide = Some(self.sql);
        self
    }

    /// How it is compared by a beginning: `… GLOB {}`.
    pub(crate) const fn beginning(mut self, sql: &'static str) -> Self {
        self.beginning = Some(sql);
        self
    }

    /// It names few rows, and finds them by an index.
    pub(crate) const fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }

    /// Another name of a field that is offered already.
    pub(crate) const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Whether kinds of rows tell all about it.
    pub(super) fn is_of_kinds(&self) -> bool {
        self.wide == Some(self.sql)
    }

    /// How one asks for it, where it is offered: `kind:` or `bytes>`.
    pub(super) fn start(&self) -> String {
        let sign = match self.kind {
            Kind::Text | Kind::Part | Kind::YesNo => ":",
            Kind::Number | Kind::Size | Kind::Duration(_) | Kind::Time(_) => ">",
        };
        format!("{}{sign}", self.name)
    }
}

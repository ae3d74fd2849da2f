//! What people write: sentences of some languages, put together by a throw of the dice.

/// Throws that are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number (SplitMix64).
    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.throw() % sides.max(1)
    }

    /// One time in `sides`.
    pub(crate) fn one_in(&mut self, sides: u64) -> bool {
        self.below(sides) == 0
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

const BEGINNINGS: &[&str] = &[
    "Hi!",
    "Hello,",
    "Hey",
    "Good morning,",
    "Hallo,",
    "Hola,",
    "Bonjour,",
    "Ciao,",
    "Oi,",
    "مرحبا،",
    "שלום,",
    "こんにちは、",
    "Thanks!",
    "Sorry,",
    "One more thing:",
    "Ok,",
    "",
];
const MIDDLES: &[&str] = &[
    "where is my order",
    "is the blue mug back in stock?",
    "do you ship to Portugal?",
    "the parcel arrived broken",
    "can I change the size to M?",
    "how much is the large one",
    "what are your opening hours",
    "wann kommt die Lieferung",
    "tienen esto en rojo?",
    "je voudrais un remboursement",
    "quando apre il negozio?",
    "o pedido ainda não chegou",
    "متى يصل الطلب",
    "מתי זה מגיע",
    "在庫はありますか",
    "the invoice has the wrong address",
    "I paid twice by mistake",
    "the discount code does not work",
    "could you put one aside for me?",
    "it is a present, please wrap it",
    "we will send it today",
    "it left the warehouse this morning",
    "a colleague will look at it",
    "that one is sold out",
    "the refund is on its way",
    "you find the size chart on our page",
];
const ENDS: &[&str] = &[
    "?",
    "!",
    ".",
    " 🙂",
    " 🎁",
    " ❤️",
    " 👍🏽",
    " — thank you so much, and have a nice day",
    " (see the picture)",
    " https://example.com/orders/track?ref=mail&lang=en",
    " as soon as you can, it is rather urgent for us",
    "",
];
const RARE: &[&str] = &["zeppelin", "quokka", "marzipan", "obsidian", "Kaleidoskop"];
const FIRST: &[&str] = &[
    "Maya", "Jonas", "Noa", "Lena", "Daniel", "Aisha", "Chidi", "Yuki", "Sofia", "Mateo", "Zoë",
    "Omar", "Priya", "Łukasz", "Ngozi", "Håkon", "Inês", "محمد", "דנה", "美咲",
];
const LAST: &[&str] = &[
    "Klein",
    "Weber",
    "Levi",
    "Okafor",
    "García",
    "Rossi",
    "Silva",
    "Novak",
    "Tanaka",
    "Haddad",
    "van der Berg-Johansson",
    "Kim",
    "Müller",
    "O'Brien",
    "Sørensen",
];

/// What is said in a message; now and then it is long, or holds a rare word.
pub(crate) fn text(dice: &mut Dice) -> String {
    let mut text = String::new();
    let sentences = if dice.one_in(40) { 6 + dice.below(30) } else { 1 + dice.below(3) };
    for _ in 0..sentences {
        for part in [dice.of(BEGINNINGS), " ", dice.of(MIDDLES), dice.of(ENDS), " "] {
            text.push_str(part);
        }
    }
    if dice.one_in(3) {
        text.push_str(&format!("#{}", 10_000 + dice.below(900_000)));
    }
    if dice.one_in(20_000) {
        text.push_str(dice.of(RARE));
    }
    text.trim().to_owned()
}

/// A customer's name, the same for the same one.
pub(crate) fn name(customer: u64) -> String {
    let mut dice = Dice::new(customer);
    format!("{} {}", dice.of(FIRST), dice.of(LAST))
}

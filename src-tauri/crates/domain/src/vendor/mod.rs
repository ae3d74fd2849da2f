//! The documents DoubleTick, Texter and Zoho Desk would have sent.

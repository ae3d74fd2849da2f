//! What the black-box tests share: a temporary engine, a sink that records requests, fixtures.

use super::*;

#[test]
fn what_is_written_is_read_back_as_it_was() {
    let entry = |name: &str| Entry {
        platform: Some(Platform::Instagram),
        account: "1784".to_owned(),
        peer: Some(name.len().to_string()),
        name: Some(name.to_owned()),
        zoho_org_id: Some("7".to_owned()),
        ..Entry::default()
    };
    let entries = ["Maya", "Klein, Maya", "the \"shop\"", "two\nlines", "דנה"].map(entry);
    let mut directory = Directory::default();
    assert_eq!(directory.read(&to_csv(&entries)), Ok(entries.len()));
    assert_eq!(directory.entries().count(), entries.len());
    for entry in &entries {
        assert!(directory.entries().any(|read| read == entry), "{entry:?}");
    }
}

#[test]
fn json_and_csv_say_the_same() {
    let json = r#"[{"platform":"instagram","account":1784,"peer":"9","handle":"anna","name":"Anna \"A\", B"},
                   {"account":"1784","zohoOrgId":"106553778"}]"#;
    let csv = "platform,account,peer,handle,name,zoho_org_id\r\ninstagram,1784,9,anna,\"Anna \"\"A\"\", B\",\r\n,1784,,,,106553778\n";
    let (mut left, mut right) = (Directory::default(), Directory::default());
    assert_eq!(left.read(json), Ok(2));
    assert_eq!(right.read(csv), Ok(2));
    assert_eq!(left, right);
    assert_eq!(left.find(Platform::Instagram, "1784", Some("9"), "handle"), Some(("anna", false)));
    assert_eq!(
        left.find(Platform::Whatsapp, "1784", None, "zoho_org_id"),
        Some(("106553778", false))
    );
}

#[test]
fn what_the_user_enters_ranks_above_what_meta_told() {
    let mut directory = Directory::default();
    let who = (Platform::Instagram, "1784", "9");
    directory.tell(who, "handle", Some(20), "new");
    directory.tell(who, "handle", Some(10), "old");
    assert_eq!(directory.find(who.0, who.1, Some(who.2), "handle"), Some(("new", true)));
    directory.enter(Entry {
        account: "1784".into(),
        peer: Some("9".into()),
        handle: Some("mine".into()),
        ..Entry::default()
    });
    assert_eq!(directory.find(who.0, who.1, Some(who.2), "handle"), Some(("mine", false)));
}

#[test]
fn mistakes_are_said_in_words() {
    for (text, words) in [
        (
            "[{\"account\":\"1\",\"zoho_org_id\":\"x\"}]",
            "Entry 1 of the directory: x is no organisation",
        ),
        ("[{\"account\":\"1\",\"zohoChannelId\":\"99999999999999999999\"}]", "64 bits"),
        (
            "[{\"account\":\"1\"},{\"handle\":\"x\"}]",
            "Entry 2 of the directory: it names no account",
        ),
        ("account,colour\n1,red\n", "Line 1 of the directory: colour is no column"),
        ("account,platform\n1,\n\n2,nope\n", "Line 4 of the directory: nope is no platform"),
        ("account,platform\n1,unknown\n", "unknown is no platform"),
        ("account,name\n1,\"two\nlines\"\n2,b,c\n", "Line 4 of the directory: it has more cells"),
        (
            "account,dt_customer_id\n1,nonsense id\n",
            "Line 2 of the directory: nonsense id is no customer of DoubleTick",
        ),
        ("account,texter_chat_id\n1,nothex\n", "nothex is no chat of Texter"),
        ("account,zoho_session_id\n1,7a\n", "7a is no session of Zoho Desk"),
        ("{}", "no list of entries"),
    ] {
        let error = Directory::default().read(text).unwrap_err();
        assert!(error.contains(words), "{words:?} in: {error}");
    }
}

#[test]
fn a_comment_tells_a_handle_on_instagram_and_a_name_on_a_page() {
    for (object, value, platform, column) in [
        (
            "instagram",
            r#"{"field":"comments","value":{"id":"c","from":{"id":"9","username":"sam.tam"}}}"#,
            Platform::Instagram,
            "handle",
        ),
        (
            "page",
            r#"{"field":"feed","value":{"item":"comment","comment_id":"c","from":{"id":"9","name":"sam.tam"}}}"#,
            Platform::Messenger,
            "name",
        ),
    ] {
        let body = format!(
            r#"{{"object":"{object}","entry":[{{"id":"1784","time":1,"changes":[{value}]}}]}}"#
        );
        let mut directory = Directory::default();
        directory.learn(&crate::meta::read(body.as_bytes(), None).signals);
        let told: Vec<_> =
            directory.told().map(|told| (told.platform, told.column, told.value)).collect();
        assert_eq!(told, [(platform, column, "sam.tam")], "{object}");
    }
}

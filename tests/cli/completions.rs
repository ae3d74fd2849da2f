//! What shells are told to complete.

use crate::rig::Home;

#[test]
fn each_shell_learns_every_verb() {
    let home = Home::new();
    for (shell, mark) in
        [("bash", "complete -F"), ("zsh", "#compdef hooktrail"), ("fish", "complete -c")]
    {
        let ran = home.run(&["completions", shell]);
        ran.quietly();
        let script = &ran.out;
        assert!(script.contains(mark), "{shell}: {script}");
        for verb in ["serve", "listen", "convert", "doctor", "time-rules"] {
            assert!(script.contains(verb), "{shell} does not know {verb}");
        }
    }
    home.run(&["completions", "tcl"]).refused(2, "tcl");
}

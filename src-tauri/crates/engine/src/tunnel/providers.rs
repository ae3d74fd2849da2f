//! The programs that make a public address: what they are called, how each is started, how each tells its address, and what
//! it says when it cannot. One more provider is one more entry. Command lines and texts: the programs' own documents and
//! output as of 2026.

use super::provider::Arg::{self, If, Word};
use super::provider::{Field, Provider};

const HOST: Field =
    Field { name: "host", label: "Host", example: "me@my.host.example", required: true };
const URL: Field = Field {
    name: "url",
    label: "Public URL",
    example: "https://hooks.example.com",
    required: true,
};
const OWN_URL: Field = Field { required: false, ..URL };

const SSH: &[Arg] = &[
    Word("-T"),
    Word("-o"),
    Word("BatchMode=yes"),
    Word("-o"),
    Word("ExitOnForwardFailure=yes"),
    Word("-o"),
    Word("ServerAliveInterval=15"),
    Word("-o"),
    Word("ServerAliveCountMax=3"),
    Word("-o"),
    Word("ConnectTimeout=10"),
    Word("-o"),
    Word("StrictHostKeyChecking=accept-new"),
];

/// What ssh says, in any of its uses.
const SSH_FAILURES: &[(&str, &str)] = &[
    (
        "permission denied (publickey",
        "The host does not know your key: add it there (ssh-copy-id), or load it into your agent (ssh-add).",
    ),
    (
        "remote port forwarding failed",
        "The host does not forward that port: another tunnel has it, or its sshd forbids forwarding (AllowTcpForwarding).",
    ),
    ("could not resolve hostname", "There is no host of that name: check the spelling."),
    ("connection refused", "Nothing answers ssh at that host and port."),
    ("connection timed out", "The host does not answer: check the network, or its firewall."),
    (
        "host key verification failed",
        "The host shows another key than before: check why, then remove the old one (ssh-keygen -R).",
    ),
];

const NOT_STARTED: &str = "";

/// All of them, likeliest first.
pub static PROVIDERS: &[Provider] = &[
    Provider {
        id: "cloudflared",
        name: "Cloudflare quick tunnel",
        about: "No account needed. The address is another one at every start.",
        program: Some("cloudflared"),
        get: "Install cloudflared: package manager, or Cloudflare's download page for cloudflared.",
        fields: &[],
        // An own configuration of the user would answer 404 to everything.
        args: &[
            Word("tunnel"),
            Word("--config"),
            Word("{empty}"),
            Word("--no-autoupdate"),
            Word("--url"),
            Word("http://127.0.0.1:{port}"),
        ],
        env: &[],
        address: r"(https://[a-z0-9-]+\.trycloudflare\.com)",
        url: "{1}",
        ignore: "https://api.trycloudflare.com",
        failures: &[
            (
                "failed to request quick tunnel",
                "Cloudflare gives no address now: try again in some minutes, or use another provider.",
            ),
            (
                "failed to dial to edge with quic",
                "UDP is blocked here: cloudflared tries again over TCP.",
            ),
        ],
    },
    Provider {
        id: "cloudflared-named",
        name: "Cloudflare named tunnel",
        about: "Your own domain, always the same address. Needs a tunnel made in Cloudflare's dashboard.",
        program: Some("cloudflared"),
        get: "Install cloudflared: package manager, or Cloudflare's download page for cloudflared.",
        fields: &[
            Field {
                name: "token_file",
                label: "File with the tunnel's token",
                example: "~/.cloudflared/token",
                required: true,
            },
            URL,
        ],
        args: &[
            Word("tunnel"),
            Word("--no-autoupdate"),
            Word("run"),
            Word("--token-file"),
            Word("{token_file}"),
            Word("--url"),
            Word("http://127.0.0.1:{port}"),
        ],
        env: &[],
        address: r"(Registered tunnel connection)",
        url: "{url}",
        ignore: NOT_STARTED,
        failures: &[
            (
                "provided tunnel token is not valid",
                "The token is not valid: copy it again from Cloudflare's dashboard into the file.",
            ),
            (
                "unauthorized",
                "Cloudflare does not accept the token: copy it again from its dashboard into the file.",
            ),
        ],
    },
    Provider {
        id: "ngrok",
        name: "ngrok",
        about: "Needs a free account; one address of your own is free. 20 000 requests a month.",
        program: Some("ngrok"),
        get: "Install ngrok from its download page, then once: ngrok config add-authtoken TOKEN.",
        fields: &[OWN_URL],
        args: &[
            Word("http"),
            Word("127.0.0.1:{port}"),
            Word("--log"),
            Word("stdout"),
            Word("--log-format"),
            Word("json"),
            If("url", &["--url", "{url}"]),
        ],
        env: &[],
        address: r#"started tunnel.*"url":"(https?://[^"]+)""#,
        url: "{1}",
        ignore: NOT_STARTED,
        failures: &[
            (
                "err_ngrok_4018",
                "ngrok has no token here: run once ngrok config add-authtoken TOKEN.",
            ),
            ("err_ngrok_105", "ngrok does not accept the token: copy it again from its dashboard."),
            ("err_ngrok_108", "Another ngrok of this account runs already: end it."),
            (
                "err_ngrok_334",
                "That address is online already: end the other ngrok, or leave the public URL empty.",
            ),
            ("err_ngrok_725", "This month's quota of ngrok is used up."),
            ("err_ngrok_726", "This month's quota of ngrok is used up."),
        ],
    },
    Provider {
        id: "ssh",
        name: "ssh, own host",
        about: "A host of your own that forwards to here. Meta needs https: let a proxy there do it, and enter its URL.",
        program: Some("ssh"),
        get: "Install an ssh client (openssh-client).",
        fields: &[
            HOST,
            Field {
                name: "remote_port",
                label: "Port there",
                example: "9000 (empty: any)",
                required: false,
            },
            Field {
                name: "options",
                label: "More options of ssh",
                example: "-p 2222 -i ~/.ssh/id",
                required: false,
            },
            OWN_URL,
        ],
        args: &[
            Word("-N"),
            Word("{ssh}"),
            Word("{options...}"),
            Word("-R"),
            Word("127.0.0.1:{remote_port|0}:127.0.0.1:{port}"),
            Word("{host}"),
        ],
        env: &[],
        address: r"Allocated port (\d+) for remote forward",
        url: "http://{host_name}:{1}",
        ignore: NOT_STARTED,
        failures: SSH_FAILURES,
    },
    Provider {
        id: "localhost.run",
        name: "localhost.run",
        about: "Through ssh, no account needed. The free address changes after some hours.",
        program: Some("ssh"),
        get: "Install an ssh client (openssh-client).",
        fields: &[],
        args: &[
            Word("{ssh}"),
            Word("-R"),
            Word("80:127.0.0.1:{port}"),
            Word("nokey@localhost.run"),
            Word("--"),
            Word("--output"),
            Word("json"),
            Word("--no-inject-http-proxy-headers"),
        ],
        env: &[],
        address: r#""address": ?"([a-z0-9.-]+)""#,
        url: "https://{1}",
        ignore: r#""event": ?"(?:authn|banner|welcome)"#,
        failures: SSH_FAILURES,
    },
    Provider {
        id: "serveo",
        name: "serveo",
        about: "Through ssh, no account needed. Comes and goes.",
        program: Some("ssh"),
        get: "Install an ssh client (openssh-client).",
        fields: &[],
        args: &[Word("{ssh}"), Word("-R"), Word("80:127.0.0.1:{port}"), Word("serveo.net")],
        env: &[],
        address: r"Forwarding HTTP traffic from (https://\S+)",
        url: "{1}",
        ignore: NOT_STARTED,
        failures: SSH_FAILURES,
    },
    Provider {
        id: "tailscale",
        name: "Tailscale Funnel",
        about: "Always the same address. Needs Funnel switched on for this machine in Tailscale's admin console.",
        program: Some("tailscale"),
        get: "Install tailscale from its download page, then once: tailscale up.",
        fields: &[],
        args: &[Word("funnel"), Word("--yes"), Word("--https=443"), Word("{port}")],
        env: &[],
        address: r"(https://[a-z0-9.-]+\.ts\.net)",
        url: "{1}",
        ignore: r"login\.tailscale\.com",
        failures: &[
            (
                "foreground already exists",
                "Another funnel uses this port: end it (tailscale funnel status shows it).",
            ),
            (
                "background configuration already exists",
                "A funnel in the background uses this port: tailscale funnel --https=443 off ends it.",
            ),
            (
                "funnel not available",
                "Funnel is not allowed for this machine: switch it on in Tailscale's admin console.",
            ),
            (
                "failed to connect to local tailscaled",
                "tailscaled does not run: start it, then tailscale up.",
            ),
            ("access denied", "Tailscale wants root, or: sudo tailscale set --operator=$USER."),
        ],
    },
    Provider {
        id: "bore",
        name: "bore",
        about: "A plain TCP tunnel to a bore server. Without https in front, Meta cannot use it.",
        program: Some("bore"),
        get: "Install bore: cargo install bore-cli. Its secret is taken from the environment, BORE_SECRET.",
        fields: &[
            Field { name: "host", label: "Server", example: "bore.example.com", required: true },
            Field {
                name: "remote_port",
                label: "Port there",
                example: "empty: any",
                required: false,
            },
            OWN_URL,
        ],
        args: &[
            Word("local"),
            Word("{port}"),
            Word("--local-host"),
            Word("127.0.0.1"),
            Word("--to"),
            Word("{host}"),
            If("remote_port", &["--port", "{remote_port}"]),
        ],
        env: &[("NO_COLOR", "1"), ("RUST_LOG", "info")],
        address: r"listening at (\S+:\d+)",
        url: "http://{1}",
        ignore: NOT_STARTED,
        failures: &[
            (
                "server requires authentication",
                "The server wants a secret: start Hooktrail with BORE_SECRET set.",
            ),
            ("could not connect to", "No bore server answers there."),
            ("port already in use", "That port is taken at the server: leave it empty for any."),
        ],
    },
    Provider {
        id: "zrok",
        name: "zrok",
        about: "Needs a free account. Browsers see a warning page first, Meta does not.",
        program: Some("zrok2"),
        get: "Install zrok 2 from its download page, then once: zrok2 enable TOKEN.",
        fields: &[],
        args: &[Word("share"), Word("public"), Word("--headless"), Word("http://127.0.0.1:{port}")],
        env: &[],
        address: r#"(https://[^\s"]+\.zrok\.io)"#,
        url: "{1}",
        ignore: r"//(?:api|docs)",
        failures: &[(
            "unable to load environment",
            "zrok is not enabled here: run once zrok2 enable TOKEN.",
        )],
    },
    Provider {
        id: "command",
        name: "A command of your own",
        about: "Any program that prints its address.",
        program: None,
        get: "",
        fields: &[
            Field {
                name: "command",
                label: "Command, {port} is the receiver's",
                example: "my-tunnel --to 127.0.0.1:{port}",
                required: true,
            },
            Field {
                name: "pattern",
                label: "Pattern of its address",
                example: r"(https://\S+)",
                required: false,
            },
            OWN_URL,
        ],
        args: &[Word("{command...}")],
        env: &[],
        address: r"(https?://[^\s\x22'<>]+)",
        url: "{1}",
        ignore: NOT_STARTED,
        failures: &[],
    },
    Provider {
        id: "url",
        name: "A fixed public URL",
        about: "You run the tunnel or proxy yourself; Hooktrail checks that it leads here.",
        program: None,
        get: "",
        fields: &[URL],
        args: &[],
        env: &[],
        address: "",
        url: "{url}",
        ignore: NOT_STARTED,
        failures: &[],
    },
];

/// The options that every use of ssh has.
pub(super) fn ssh_options() -> &'static [Arg] {
    SSH
}

/// The provider called `id`.
pub fn provider(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

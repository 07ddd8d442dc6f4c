//! No door without the check: every server function and every route, read from the source, calls an operation that takes
//! the actor, which `permissions.rs` of the service proves to ask for its permission. One that does not fails here, unless
//! it is named as open to everybody.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What anybody may call, and why.
const OPEN: [(&str, &str); 35] = [
    ("help_home", "the help center is for everybody"),
    ("help_index", "the help center is for everybody"),
    ("help_topic", "the help center is for everybody"),
    ("help_code", "the help center is for everybody"),
    ("help_answer", "anybody may say if a help page helped"),
    (
        "load_organisation",
        "the help center shows the same to everybody",
    ),
    (
        "ask_for_demonstration",
        "says whether everything is made up",
    ),
    (
        "save_appearance",
        "changes how the portal looks in one browser",
    ),
    ("load_threshold", "what the sign-in page shows"),
    ("check_set_up_link", "whether a one-time link works"),
    (
        "server_function",
        "hands over to the functions, which are looked at one by one",
    ),
    (
        "list_codes",
        "what Windows' error codes mean, for whoever is signed in",
    ),
    ("find_code", "what one of them means"),
    ("search_codes", "which of them a text names"),
    ("serve", "the files that pages load"),
    ("icon", "the icon"),
    ("sign_in", "asks for the password"),
    ("create", "asks for the one-time link"),
    ("start", "leads to a sign-in provider"),
    ("callback", "lets in whom the provider vouches for"),
    ("back_channel", "asks for the provider's signature"),
    ("leave", "leads on to where signing out began"),
    ("sign_in_with_passkey", "asks for the passkey"),
    (
        "begin_passkey_sign_in",
        "a challenge, which is worth nothing without the passkey",
    ),
    ("sign_out", "ends the sign-in of the browser that asks"),
    ("ready", "whether the server can work"),
    (
        "load_frame",
        "what stands around a page; its one count asks for itself",
    ),
    ("not_found", "an address that is no page"),
    ("check_invitation", "whether a one-time link works"),
    ("accept", "asks for the one-time link"),
    ("config", "what the SCIM service can do"),
    ("resource_types", "what the SCIM service keeps"),
    ("resource_type", "what the SCIM service keeps"),
    ("schemas", "what that is made of"),
    ("schema", "what that is made of"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every source file below a folder.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            all.push((path, text));
        }
    }
    all
}

/// The public methods of the running system that take an actor.
fn operations() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, source) in sources(&root().join("crates/service/src")) {
        for function in source.split("    pub async fn ").skip(1) {
            let (name, rest) = function.split_once('(').unwrap();
            let parameters: String = rest.split_whitespace().collect::<Vec<_>>().join(" ");
            if parameters.starts_with("&self, actor: &Actor") {
                names.insert(name.split('<').next().unwrap().to_owned());
            }
        }
    }
    names
}

/// The functions of a file with their bodies.
fn functions(source: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for part in source.split("fn ").skip(1) {
        let name: String = part
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        let end = part.find("\n}\n").unwrap_or(part.len());
        all.insert(name, part[..end].to_owned());
    }
    all
}

/// Whether `body`, or a function of the same file that it calls, calls an operation that takes the actor.
fn is_guarded(
    body: &str,
    functions: &BTreeMap<String, String>,
    operations: &BTreeSet<String>,
    depth: usize,
) -> bool {
    let calls_one = operations.iter().any(|name| {
        body.contains(&format!(".{name}(")) || body.contains(&format!("Muster::{name}"))
    });
    calls_one
        || depth > 0
            && functions.iter().any(|(name, inner)| {
                let is_called = [" ", "(", "\n", "!"]
                    .iter()
                    .any(|before| body.contains(&format!("{before}{name}(")));
                is_called && inner != body && is_guarded(inner, functions, operations, depth - 1)
            })
}

#[test]
fn every_server_function_ends_in_the_check() {
    let operations = operations();
    assert!(operations.len() > 60, "{operations:?}");
    let (mut seen, mut unguarded) = (0, Vec::new());
    for (path, source) in sources(&root().join("app/src")) {
        let functions = functions(&source);
        for part in source.split("#[server").skip(1) {
            let Some((_, part)) = part.split_once("pub async fn ") else {
                continue;
            };
            let name = part.split('(').next().unwrap().trim();
            seen += 1;
            let is_open = OPEN.iter().any(|(open, _)| *open == name);
            let is_guarded = is_guarded(&functions[name], &functions, &operations, 2);
            if !is_open && !is_guarded {
                unguarded.push(format!("{name} in {}", path.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} server functions were found");
    assert_eq!(unguarded, Vec::<String>::new());
}

#[test]
fn every_route_ends_in_the_check() {
    let operations = operations();
    let sources = sources(&root().join("server/src"));
    let find = |file: &str| {
        let found = sources.iter().find(|(path, _)| path.ends_with(file));
        found.map(|(_, source)| functions(source))
    };
    let read = |file: &str| fs::read_to_string(root().join("server/src").join(file)).unwrap();
    let routers = [("", read("router.rs")), ("scim/", read("scim/mod.rs"))];
    let (mut seen, mut unguarded) = (0, Vec::new());
    let methods = ["get(", "post(", "put(", "patch(", "delete("];
    for ((folder, router), method) in routers
        .iter()
        .flat_map(|router| methods.map(|method| (router, method)))
    {
        for part in router.split(method).skip(1) {
            let handler: String = part
                .chars()
                .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
                .collect();
            let Some((module, name)) = handler.rsplit_once("::") else {
                continue;
            };
            seen += 1;
            let module = format!("{folder}{}", module.replace("::", "/"));
            let functions = find(&format!("src/{module}.rs"))
                .or_else(|| find(&format!("src/{module}/mod.rs")))
                .unwrap_or_else(|| panic!("{handler} is in no file"));
            let is_open = OPEN.iter().any(|(open, _)| *open == name);
            let is_guarded = functions
                .get(name)
                .is_some_and(|body| is_guarded(body, &functions, &operations, 2));
            if !is_open && !is_guarded {
                unguarded.push(handler);
            }
        }
    }
    assert!(seen > 20, "only {seen} routes were found");
    assert_eq!(unguarded, Vec::<String>::new());
}

#[test]
fn what_is_open_is_there() {
    let mut names = BTreeSet::new();
    for folder in ["app/src", "server/src"] {
        for (_, source) in sources(&root().join(folder)) {
            names.extend(functions(&source).into_keys());
        }
    }
    let gone: Vec<_> = OPEN
        .iter()
        .filter(|(name, _)| !names.contains(*name))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn a_door_without_the_check_is_found() {
    let source = "pub async fn list() -> () {\n    muster.clock();\n}\npub async fn kept() {\n    inner(muster)\n}\nfn inner() {\n    muster.list_devices(&actor)\n}\n";
    let (functions, operations) = (functions(source), operations());
    assert!(!is_guarded(&functions["list"], &functions, &operations, 2));
    assert!(is_guarded(&functions["kept"], &functions, &operations, 2));
}

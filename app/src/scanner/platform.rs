use scanners::Platform;

/// The system that this browser runs on, by what the browser says of itself.
pub fn platform() -> Platform {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    platform_of(&agent)
}

fn platform_of(agent: &str) -> Platform {
    let is = |name| agent.contains(name);
    if is("Windows") {
        Platform::Windows
    } else if is("Linux") && !is("Android") && !is("CrOS") {
        Platform::Linux
    } else {
        Platform::Other
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn only_desktop_linux_needs_a_rule() {
        let linux = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36";
        let android = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile";
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0";
        assert_eq!(platform_of(linux), Platform::Linux);
        assert_eq!(platform_of(android), Platform::Other);
        assert_eq!(platform_of(windows), Platform::Windows);
    }
}

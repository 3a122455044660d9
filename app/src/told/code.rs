use leptos::prelude::window;
use wire::redress::RedressCode;

/// A fresh code for a receipt; none where the browser gives no random numbers, and then no receipt is promised.
pub fn new_code() -> Option<RedressCode> {
    let mut random = [0; RedressCode::BYTES];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut random).ok()?;
    Some(RedressCode::from_random(random))
}

use js_sys::Uint8Array;

/// The bytes beside a request. They stay in JavaScript's memory until they are needed: a list's copy may be half of what
/// this module may take, and is read a little at a time.
pub trait Beside {
    /// How many.
    fn count(&self) -> usize;

    /// Fills `to` with those from `from` on, which are there.
    fn copy(&self, from: usize, to: &mut [u8]);

    /// All of them.
    fn all(&self) -> Vec<u8> {
        let mut all = vec![0; self.count()];
        self.copy(0, &mut all);
        all
    }
}

impl Beside for Vec<u8> {
    fn count(&self) -> usize {
        self.len()
    }

    fn copy(&self, from: usize, to: &mut [u8]) {
        to.copy_from_slice(&self[from..from + to.len()]);
    }
}

impl Beside for Uint8Array {
    fn count(&self) -> usize {
        self.length() as usize
    }

    fn copy(&self, from: usize, to: &mut [u8]) {
        self.subarray(from as u32, (from + to.len()) as u32).copy_to(to);
    }
}

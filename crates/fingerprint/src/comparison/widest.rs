//! The same function, compiled for the widest registers that this processor has.

/// Calls an `#[inline(always)]` function as compiled for the best instructions that this processor has. All of them
/// compute the same to the bit: only how many numbers are worked on at once differs.
macro_rules! with_widest {
    ($function:ident($($argument:ident: $type:ty),*) -> $result:ty) => {{
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;

            #[target_feature(enable = "avx512f,avx512vl,avx512vpopcntdq,avx2,popcnt")]
            fn avx512($($argument: $type),*) -> $result {
                $function($($argument),*)
            }
            #[target_feature(enable = "avx2,popcnt")]
            fn avx2($($argument: $type),*) -> $result {
                $function($($argument),*)
            }
            #[expect(unsafe_code, reason = "working on many numbers at once is several times as fast")]
            // SAFETY: each function is called only where the processor has just said that it has the features that
            // the function is compiled for.
            unsafe {
                if has!("avx512f") && has!("avx512vl") && has!("avx512vpopcntdq") && has!("avx2") && has!("popcnt") {
                    return avx512($($argument),*);
                }
                if has!("avx2") && has!("popcnt") {
                    return avx2($($argument),*);
                }
            }
        }
        $function($($argument),*)
    }};
}

pub(crate) use with_widest;

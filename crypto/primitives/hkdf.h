#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/labels.h"
#include "crypto/base/secret.h"

#include <initializer_list>

namespace sotto::crypto {

/// The pseudorandom key between HKDF's two steps.
using PseudorandomKey = Secret<struct PseudorandomKeyTag, 32>;

/// HKDF-Extract with SHA-256 (RFC 5869 section 2.2) over the concatenation of @p keyMaterial.
[[nodiscard]] PseudorandomKey hkdfExtract(ByteView salt,
                                          std::initializer_list<ByteView> keyMaterial);

/// HKDF-Expand with SHA-256 (RFC 5869 section 2.3); info = label || 0x00 || context. @p out has
/// at most 8160 bytes.
void hkdfExpand(const PseudorandomKey& key, const Label& label, ByteView context,
                MutableByteView out);

/// Expands to a Secret or FixedBytes of the given type.
template <class Value>
[[nodiscard]] Value hkdfExpand(const PseudorandomKey& key, const Label& label,
                               ByteView context = {})
{
    Value out;
    hkdfExpand(key, label, context, out.mutableView());
    return out;
}

} // namespace sotto::crypto

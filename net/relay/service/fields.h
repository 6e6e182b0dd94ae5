#pragma once

#include "crypto/base/secret.h"
#include "crypto/objects/object_id.h"

#include <optional>
#include <string>

/// Reading bytes fields of a request.
namespace sotto::relay {

[[nodiscard]] inline crypto::ByteView viewOf(const std::string& field)
{
    return crypto::asBytes(field);
}

/// A FixedBytes of exactly its size, or nothing.
template <class Value> [[nodiscard]] std::optional<Value> fixedOf(const std::string& field)
{
    if (field.size() != Value::kSize) {
        return std::nullopt;
    }
    return Value(viewOf(field).template first<Value::kSize>());
}

/// The same for a Secret; the field is wiped.
template <class Value> [[nodiscard]] std::optional<Value> secretOf(std::string& field)
{
    std::optional<Value> out;
    if (field.size() == Value::kSize) {
        out.emplace(viewOf(field).template first<Value::kSize>());
    }
    crypto::wipe({reinterpret_cast<std::uint8_t*>(field.data()), field.size()});
    return out;
}

/// The number of a kind that has a key list.
[[nodiscard]] inline std::optional<crypto::ObjectKind> versionedKindOf(std::uint32_t number)
{
    if (number > 0xFF) {
        return std::nullopt;
    }
    const auto kind = static_cast<crypto::ObjectKind>(number);
    return crypto::isVersioned(kind) ? std::optional(kind) : std::nullopt;
}

} // namespace sotto::relay

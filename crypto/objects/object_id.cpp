#include "crypto/objects/object_id.h"

namespace sotto::crypto {

ObjectKind readVersionedKind(Reader& in)
{
    const std::uint8_t value = in.u8();
    for (const ObjectKind kind : {ObjectKind::Card, ObjectKind::Recovery, ObjectKind::Vault}) {
        if (value == static_cast<std::uint8_t>(kind)) {
            return kind;
        }
    }
    in.fail(ParseError::Kind::OutOfRange);
    return ObjectKind::Card;
}

} // namespace sotto::crypto

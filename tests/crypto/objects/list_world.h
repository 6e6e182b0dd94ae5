#pragma once

#include "crypto/objects/versioned_object.h"
#include "tests/support/deterministic_random.h"

#include <vector>

namespace sotto::test {

using namespace crypto;

/// A root, the fetch key of a recovery record, and the keys of four devices; a list that grows.
struct ListWorld
{
    explicit ListWorld(std::uint64_t seed, ObjectKind objectKind = ObjectKind::Vault,
                       std::size_t listed = 3)
        : random(seed)
        , kind(objectKind)
        , object(random.make<ObjectId>())
        , root(SigningKey::generate(random))
        , fetch(SigningKey::generate(random))
        , changes{createKeyList(kind, object, root,
                                kind == ObjectKind::Recovery ? &fetch : nullptr)}
        , list(KeyList::create(changes[0]).value())
    {
        for (int i = 0; i < 4; ++i) {
            keys.push_back(SigningKey::generate(random));
        }
        for (std::size_t i = 0; i < listed; ++i) {
            static_cast<void>(take(appendKey(list, root, keys[i])));
        }
    }

    /// Extends the list by one change and keeps that.
    [[nodiscard]] Result<void, ListError> take(Bytes change)
    {
        const ByteView view = change;
        auto result = list.extend({&view, 1});
        if (result) {
            changes.push_back(std::move(change));
        }
        return result;
    }

    [[nodiscard]] const SigningKey& keyOf(ListIndex index) const
    {
        return index == kRootIndex ? root : keys[index];
    }
    [[nodiscard]] Result<void, ListError> strike(ListIndex signer, ListIndex target)
    {
        return take(strikeKey(list, signer, keyOf(signer), target));
    }

    [[nodiscard]] std::vector<ByteView> views() const { return {changes.begin(), changes.end()}; }
    [[nodiscard]] ListOrigin origin() const { return {kind, object, root.publicKey()}; }

    /// A version by the key at that place.
    [[nodiscard]] Bytes version(ListIndex signer, const SeenVersion& previous, ByteView body,
                                std::uint32_t epoch = 7) const
    {
        ObjectHeader header;
        header.epoch = epoch;
        header.sharedKey.bytes.fill(0x51);
        header.logHead.bytes.fill(0x10);
        header.signer = signer;
        return signVersion(header, list, previous, body, keyOf(signer));
    }

    DeterministicRandom random;
    ObjectKind kind;
    ObjectId object;
    SigningKey root;
    SigningKey fetch;
    std::vector<SigningKey> keys;
    std::vector<Bytes> changes;
    KeyList list;
};

} // namespace sotto::test

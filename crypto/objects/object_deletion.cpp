#include "crypto/objects/object_deletion.h"

namespace sotto::crypto {

Bytes deleteObject(const KeyList& list, const SigningKey& root)
{
    const ListStatement statement = list.next(kRootIndex, DeleteList{});
    return assembleListChange(statement, signListChange(root, statement), {});
}

bool isDeletion(ByteView change)
{
    const auto parsed = ListChange::parse(change);
    return parsed && std::holds_alternative<DeleteList>(parsed->statement().body);
}

bool isDeletionBy(const ListOrigin& object, ByteView change)
{
    const auto parsed = ListChange::parse(change);
    if (!parsed) {
        return false;
    }
    const ListStatement& statement = parsed->statement();
    return std::holds_alternative<DeleteList>(statement.body) && statement.kind == object.kind &&
           statement.object == object.object && statement.signer == kRootIndex &&
           parsed->isSignedBy(object.root);
}

} // namespace sotto::crypto

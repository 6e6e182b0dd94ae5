#include "crypto/objects/key_list_change.h"

#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

void writeBody(Writer& out, const ListChangeBody& body)
{
    if (const auto* create = std::get_if<CreateList>(&body)) {
        out.bytes(create->root);
        if (create->fetchKey) {
            out.bytes(*create->fetchKey);
        }
    } else if (const auto* append = std::get_if<AppendKey>(&body)) {
        out.bytes(append->key);
    } else if (const auto* strike = std::get_if<StrikeKey>(&body)) {
        out.u16(strike->index);
    } else if (const auto* replace = std::get_if<ReplaceRoot>(&body)) {
        out.bytes(replace->root);
    } else if (const auto* propose = std::get_if<ProposeRoot>(&body)) {
        out.bytes(propose->root);
    }
}

ListChangeBody readBody(Reader& in, std::uint8_t change, ObjectKind kind)
{
    switch (change) {
    case 1: {
        CreateList create{in.fixed<SigningPublicKey>(), {}};
        if (kind == ObjectKind::Recovery) {
            create.fetchKey = in.fixed<SigningPublicKey>();
        }
        return create;
    }
    case 2:
        return AppendKey{in.fixed<SigningPublicKey>()};
    case 3:
        return StrikeKey{in.u16()};
    case 4:
        return ReplaceRoot{in.fixed<SigningPublicKey>()};
    case 5:
        return DeleteList{};
    case 6:
        return ProposeRoot{in.fixed<SigningPublicKey>()};
    case 7:
        return CommitRoot{};
    case 8:
        return VetoRoot{};
    default:
        in.fail(ParseError::Kind::OutOfRange);
        return {};
    }
}

} // namespace

Bytes ListStatement::serialize() const
{
    Writer out(kListChangeBytesMax);
    out.u8(kVersion).u8(static_cast<std::uint8_t>(kind)).bytes(object).u32(number).bytes(previous);
    out.u16(signer).u8(static_cast<std::uint8_t>(body.index() + 1));
    writeBody(out, body);
    return std::move(out).take();
}

const SigningPublicKey* ListStatement::namedKey() const
{
    if (const auto* create = std::get_if<CreateList>(&body)) {
        return create->fetchKey ? &*create->fetchKey : nullptr;
    }
    if (const auto* append = std::get_if<AppendKey>(&body)) {
        return &append->key;
    }
    if (const auto* propose = std::get_if<ProposeRoot>(&body)) {
        return &propose->root;
    }
    const auto* replace = std::get_if<ReplaceRoot>(&body);
    return replace != nullptr ? &replace->root : nullptr;
}

Result<ListChange, ParseError> ListChange::parse(ByteView bytes)
{
    Reader in(bytes);
    ListChange out;
    ListStatement& statement = out.m_statement;
    in.version(kVersion);
    statement.kind = readVersionedKind(in);
    statement.object = in.fixed<ObjectId>();
    statement.number = in.u32();
    statement.previous = in.fixed<ListHash>();
    statement.signer = in.u16();
    statement.body = readBody(in, in.u8(), statement.kind);
    const std::size_t signedBytes = in.offset();
    out.m_signature = in.fixed<Signature>();
    if (statement.namedKey() != nullptr) {
        out.m_proof = in.fixed<Signature>();
    }
    SOTTO_CHECK(in.finish());
    out.m_signedBytes.assign(bytes.begin(),
                             bytes.begin() + static_cast<std::ptrdiff_t>(signedBytes));
    out.m_hash = ListHash(crypto::hash(labels::kListChangeHash, bytes).view());
    return out;
}

bool ListChange::isSignedBy(const SigningPublicKey& signer) const
{
    return verify(signer, labels::kListChange, m_signedBytes, m_signature);
}

bool ListChange::provesPossession() const
{
    const SigningPublicKey* named = m_statement.namedKey();
    return named == nullptr || verify(*named, labels::kListKeyPossession, m_signedBytes, m_proof);
}

Signature signListChange(const SigningKey& signer, const ListStatement& statement)
{
    return signer.sign(labels::kListChange, statement.serialize());
}

Signature proveListKey(const SigningKey& named, const ListStatement& statement)
{
    return named.sign(labels::kListKeyPossession, statement.serialize());
}

Bytes assembleListChange(const ListStatement& statement, const Signature& signature,
                         const std::optional<Signature>& proof)
{
    assert(proof.has_value() == (statement.namedKey() != nullptr));
    Writer out(kListChangeBytesMax);
    out.bytes(statement.serialize()).bytes(signature);
    if (proof) {
        out.bytes(*proof);
    }
    return std::move(out).take();
}

} // namespace sotto::crypto

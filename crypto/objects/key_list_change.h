#pragma once

#include "crypto/base/writer.h"
#include "crypto/objects/object_id.h"
#include "crypto/primitives/ed25519.h"
#include "crypto/primitives/hash.h"

#include <optional>
#include <variant>

namespace sotto::crypto {

/// The place of a key in a list, from 0. A struck key keeps it, so that the order never shifts.
using ListIndex = std::uint16_t;
/// Stands for the root instead of a place.
inline constexpr ListIndex kRootIndex = 0xFFFF;
/// Hash of one whole change, signatures included: names a list and all that led to it.
using ListHash = FixedBytes<struct ListHashTag, 32>;

struct CreateList
{
    SigningPublicKey root;
    /// Of a recovery record, and only there: what verifies the proof of a fetch.
    std::optional<SigningPublicKey> fetchKey;
    bool operator==(const CreateList&) const = default;
};
struct AppendKey
{
    SigningPublicKey key;
    bool operator==(const AppendKey&) const = default;
};
struct StrikeKey
{
    ListIndex index = 0;
    bool operator==(const StrikeKey&) const = default;
};
/// For a new phrase. A recovery record has none: another phrase has another locator.
struct ReplaceRoot
{
    SigningPublicKey root;
    bool operator==(const ReplaceRoot&) const = default;
};
/// The end of the object, list and all (object_deletion.h). No list holds one.
struct DeleteList
{
    bool operator==(const DeleteList&) const = default;
};
/// A listed key wants another root, because nobody has the phrase of the present one any more. For
/// CommitRoot, kRootDelay later.
struct ProposeRoot
{
    SigningPublicKey root;
    bool operator==(const ProposeRoot&) const = default;
};
/// The root that this signer has proposed is the root now.
struct CommitRoot
{
    bool operator==(const CommitRoot&) const = default;
};
/// The proposed root does not come.
struct VetoRoot
{
    bool operator==(const VetoRoot&) const = default;
};
/// In the order of the change byte, which counts from 1.
using ListChangeBody = std::variant<CreateList, AppendKey, StrikeKey, ReplaceRoot, DeleteList,
                                    ProposeRoot, CommitRoot, VetoRoot>;

/// All of a change that its signatures cover.
///
///     struct {
///         u8  version = 1;
///         u8  kind;               // ObjectKind 2, 4 or 5
///         u8  object[32];
///         u32 number;             // 0 for the creation, then one more each time
///         u8  previous[32];       // hash of the change before; zero in the creation
///         u16 signer;             // place of a listed key, 0xFFFF for the root
///         u8  change;             // 1 create, 2 append, 3 strike, 4 replace root, 5 delete,
///                                 // 6 propose root, 7 commit root, 8 veto root
///         body by change:
///             1: root[32], and fetch_key[32] if kind is 4
///             2: key[32]
///             3: u16 place
///             4, 6: root[32]
///             5, 7, 8: nothing
///     } ListStatement;            // PROTOCOL.md section 4.1
struct ListStatement
{
    ObjectKind kind = ObjectKind::Card;
    ObjectId object;
    std::uint32_t number = 0;
    ListHash previous;
    ListIndex signer = kRootIndex;
    ListChangeBody body;

    [[nodiscard]] Bytes serialize() const;
    /// The key that the body names beside the signer's, if it does: its possession is proven.
    [[nodiscard]] const SigningPublicKey* namedKey() const;
    bool operator==(const ListStatement&) const = default;
};

/// The largest change, the creation of a recovery record's list.
inline constexpr std::size_t kListChangeBytesMax = 265;

/// A statement, the signer's signature, and where a key is named the proof of its possession.
class ListChange
{
public:
    /// Reads the layout; judges nothing.
    [[nodiscard]] static Result<ListChange, ParseError> parse(ByteView bytes);

    [[nodiscard]] const ListStatement& statement() const { return m_statement; }
    [[nodiscard]] const ListHash& hash() const { return m_hash; }
    /// Whether @p signer signed it.
    [[nodiscard]] bool isSignedBy(const SigningPublicKey& signer) const;
    /// Whether the key that it names, if it names one, is held by who named it.
    [[nodiscard]] bool provesPossession() const;

private:
    ListStatement m_statement;
    Bytes m_signedBytes;
    ListHash m_hash;
    Signature m_signature;
    Signature m_proof;
};

/// Signatures over ListStatement::serialize(). A new device may make the proof and leave the
/// signature to the machine on which the phrase is typed.
[[nodiscard]] Signature signListChange(const SigningKey& signer, const ListStatement& statement);
[[nodiscard]] Signature proveListKey(const SigningKey& named, const ListStatement& statement);

/// The change as it is sent. @p proof where ListStatement::namedKey() is one, and only there.
[[nodiscard]] Bytes assembleListChange(const ListStatement& statement, const Signature& signature,
                                       const std::optional<Signature>& proof);

} // namespace sotto::crypto

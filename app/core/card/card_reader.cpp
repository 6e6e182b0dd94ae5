#include "app/core/card/card_reader.h"

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "crypto/vault/relay_text.h"

#include <algorithm>

namespace sotto::core {

namespace {

using Kind = CardReadError::Kind;

constexpr std::uint8_t kVersion = 1;

crypto::Unexpected<CardReadError> failed(Kind kind)
{
    return crypto::Unexpected(CardReadError{.kind = kind});
}

CardReadError failed(const client::ConnectionError& error)
{
    const bool gone = error.kind == client::ErrorKind::Refused && error.code == wire::NOT_PERMITTED;
    return {.kind = gone ? Kind::Gone : Kind::Relay, .error = error};
}

/// One reading: what was asked for, and the judgement of what came.
class Reading
{
public:
    explicit Reading(CardReference reference)
        : m_reference(std::move(reference))
        , m_relay(m_reference.place.address->format())
    {
        if (m_reference.state && m_reference.state->list.object() != m_reference.id) {
            m_reference.state.reset();
        }
        m_isSameRelay = m_reference.state &&
                        std::ranges::equal(m_reference.state->relay.view(), m_relay.view());
    }

    [[nodiscard]] const client::RelayPlace& place() const { return m_reference.place; }
    [[nodiscard]] const crypto::ObjectId& id() const { return m_reference.id; }
    [[nodiscard]] std::uint32_t listFrom() const
    {
        return m_isSameRelay ? m_reference.state->list.number() + 1 : 0;
    }
    /// One without a slot for us is read again: we may have got another key for it.
    [[nodiscard]] std::uint64_t knownVersion() const
    {
        return m_isSameRelay && m_reference.state->hasSlot ? seen().number : 0;
    }
    [[nodiscard]] crypto::Result<CardRead, CardReadError>
    judge(const wire::ObjectState& found) const;

private:
    [[nodiscard]] crypto::SeenVersion seen() const
    {
        return m_isSameRelay ? m_reference.state->newest : crypto::SeenVersion();
    }
    [[nodiscard]] crypto::Result<crypto::KeyList, CardReadError>
    listOf(const wire::ObjectState& found) const;
    [[nodiscard]] crypto::Result<CardRead, CardReadError>
    open(CardState state, const wire::ObjectVersion& version) const;

    CardReference m_reference;
    crypto::SecretBytes m_relay;
    bool m_isSameRelay = false;
};

crypto::Result<crypto::KeyList, CardReadError> Reading::listOf(const wire::ObjectState& found) const
{
    const auto changes = crypto::splitChanges(crypto::asBytes(found.list_changes()));
    if (!changes) {
        return failed(Kind::Broken);
    }
    if (m_isSameRelay) {
        crypto::KeyList list = m_reference.state->list;
        if (found.list_size() <= list.number()) {
            return failed(Kind::Stale);
        }
        if (!list.extend(*changes)) {
            return failed(Kind::Broken);
        }
        return list;
    }
    auto list = crypto::KeyList::verify(
        {crypto::ObjectKind::Card, m_reference.id, m_reference.root}, *changes);
    if (!list) {
        return failed(Kind::Broken);
    }
    if (m_reference.state) {
        const crypto::KeyList& known = m_reference.state->list;
        if (list->number() < known.number()) {
            return failed(Kind::Stale);
        }
        if (*list->hashOf(known.number()) != known.head()) {
            return failed(Kind::Broken);
        }
    }
    return std::move(*list);
}

crypto::Result<CardRead, CardReadError> Reading::judge(const wire::ObjectState& found) const
{
    SOTTO_TRY(list, listOf(found));
    if (found.list_size() != std::uint64_t{list.number()} + 1) {
        return failed(Kind::Broken);
    }
    if (found.newest() < seen().number) {
        return failed(Kind::Stale);
    }
    if (found.newest() == 0) {
        return failed(Kind::Gone);
    }
    CardState state{m_relay.duplicate(), std::move(list), seen(), false};
    if (found.has_version()) {
        return open(std::move(state), found.version());
    }
    if (found.newest() != knownVersion()) {
        return failed(Kind::Broken);
    }
    state.hasSlot = true;
    return CardRead{CardRead::Kind::Unchanged, std::nullopt, std::move(state)};
}

crypto::Result<CardRead, CardReadError> Reading::open(CardState state,
                                                      const wire::ObjectVersion& version) const
{
    const auto verified =
        crypto::VerifiedVersion::verify(crypto::asBytes(version.signed_header()),
                                        crypto::asBytes(version.body()), state.list, &state.newest);
    if (!verified) {
        using enum crypto::VersionError;
        const crypto::VersionError error = verified.error();
        const bool isOld = error == Stale || error == Equivocation || error == Forked;
        return failed(isOld ? Kind::Stale : Kind::Broken);
    }
    state.newest = verified->seen();
    auto card =
        crypto::openCard(m_reference.id, m_reference.slotKey, crypto::asBytes(version.body()));
    if (!card && card.error() == crypto::CardError::NoSlot) {
        return CardRead{CardRead::Kind::Blocked, std::nullopt, std::move(state)};
    }
    if (!card) {
        return failed(Kind::Broken);
    }
    state.hasSlot = true;
    return CardRead{CardRead::Kind::New, std::move(*card), std::move(state)};
}

} // namespace

crypto::SecretBytes CardState::serialize() const
{
    crypto::SecretWriter out;
    out.u8(kVersion).bytes16(relay.view()).bytes32(list.serialize());
    out.u64(newest.number).bytes(newest.hash).flag(hasSlot);
    return std::move(out).take();
}

crypto::Result<CardState, crypto::ParseError> CardState::parse(crypto::ByteView stored)
{
    crypto::Reader in(stored);
    in.version(kVersion);
    crypto::SecretBytes relay(in.bytes16(crypto::kRelayAddressBytesMax));
    const crypto::ByteView list = in.bytes32(crypto::kKeyListBytesMax);
    crypto::SeenVersion newest;
    newest.number = in.u64();
    newest.hash = in.fixed<crypto::VersionHash>();
    const bool hasSlot = in.flag();
    SOTTO_CHECK(in.finish());
    SOTTO_TRY(parsed, crypto::KeyList::parse(list));
    return CardState{std::move(relay), std::move(parsed), newest, hasSlot};
}

client::RunningRequest readContactCard(CardReference reference, CardDone done)
{
    const auto reading = std::make_shared<const Reading>(std::move(reference));
    return client::readCard(
        reading->place(), reading->id(), reading->listFrom(), reading->knownVersion(),
        [reading, done = std::move(done)](const client::Outcome<wire::ObjectState>& outcome) {
            if (outcome) {
                done(reading->judge(*outcome));
            } else {
                done(crypto::Unexpected(failed(outcome.error())));
            }
        });
}

} // namespace sotto::core

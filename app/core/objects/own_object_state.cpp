#include "app/core/objects/own_object_state.h"

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "crypto/vault/relay_text.h"

namespace sotto::core {

namespace {

constexpr std::uint8_t kVersion = 2;
/// The one before there were several devices.
constexpr std::uint8_t kVersionOfOneDevice = 1;
/// The largest list: every change of the largest size.
constexpr std::size_t kChangesBytesMax =
    1 + 2 + std::size_t{crypto::kListChangesMax} * (2 + crypto::kListChangeBytesMax);

std::vector<crypto::ByteView> viewsOf(const std::vector<crypto::Bytes>& changes)
{
    return {changes.begin(), changes.end()};
}

void write(crypto::SecretWriter& out, const WantedVersion& version)
{
    out.bytes(version.digest).u32(version.epoch);
    out.bytes(version.sharedKey).bytes(version.logHead).bytes32(version.body);
}

WantedVersion readVersion(crypto::Reader& in)
{
    WantedVersion out;
    out.digest = in.fixed<crypto::Hash>();
    out.epoch = in.u32();
    out.sharedKey = in.fixed<crypto::SharedKeyCommitment>();
    out.logHead = in.fixed<crypto::LogHeadCommitment>();
    const crypto::ByteView body = in.bytes32(crypto::kObjectBodyBytesMax);
    out.body.assign(body.begin(), body.end());
    return out;
}

UpdateInFlight readUpdate(crypto::Reader& in)
{
    UpdateInFlight out;
    out.changesUpTo = in.u16();
    const crypto::ByteView header = in.bytes16(crypto::ObjectHeader::kSignedSize);
    out.signedHeader.assign(header.begin(), header.end());
    if (in.flag()) {
        out.version = readVersion(in);
    }
    return out;
}

bool isConsistent(const OwnObjectState& state)
{
    const std::size_t count = state.changes.size();
    if (state.changesAtRelay > count || !state.list.find(state.deviceKey.publicKey())) {
        return false;
    }
    return !state.update ||
           (state.update->changesUpTo >= state.changesAtRelay &&
            state.update->changesUpTo <= count &&
            state.update->version.has_value() != state.update->signedHeader.empty());
}

} // namespace

std::optional<OwnObjectState> OwnObjectState::make(NewObject object)
{
    if (object.changes.empty()) {
        return std::nullopt;
    }
    auto list = crypto::KeyList::create(object.changes.front());
    if (!list) {
        return std::nullopt;
    }
    const crypto::SigningPublicKey firstRoot = list->root();
    const std::vector<crypto::ByteView> changes = viewsOf(object.changes);
    if (!list->extend(std::span(changes).subspan(1)) || !list->find(object.deviceKey.publicKey())) {
        return std::nullopt;
    }
    return OwnObjectState{.deviceKey = std::move(object.deviceKey),
                          .relay = {},
                          .changes = std::move(object.changes),
                          .newest = {},
                          .digest = {},
                          .wanted = {},
                          .update = {},
                          .overruled = {},
                          .list = std::move(*list),
                          .firstRoot = firstRoot};
}

crypto::SecretBytes OwnObjectState::serialize() const
{
    crypto::SecretWriter out;
    out.u8(kVersion).bytes(deviceKey.seed().view()).bytes16(relay.view());
    out.bytes32(crypto::serializeChanges(viewsOf(changes))).count16(changesAtRelay);
    out.u64(newest.number).bytes(newest.hash).u64(lastEvent);
    out.flag(digest.has_value());
    if (digest) {
        out.bytes(*digest);
    }
    out.flag(wanted.has_value());
    if (wanted) {
        write(out, *wanted);
    }
    out.flag(update.has_value());
    if (update) {
        out.count16(update->changesUpTo).bytes16(update->signedHeader);
        out.flag(update->version.has_value());
        if (update->version) {
            write(out, *update->version);
        }
    }
    out.flag(overruled.has_value());
    if (overruled) {
        out.bytes(*overruled);
    }
    return std::move(out).take();
}

std::optional<OwnObjectState> OwnObjectState::parse(crypto::ByteView stored)
{
    crypto::Reader in(stored);
    const std::uint8_t version = in.u8();
    if (version != kVersion && version != kVersionOfOneDevice) {
        in.fail(crypto::ParseError::Kind::UnknownVersion);
    }
    const auto seed = in.secret<crypto::SigningSeed>();
    const crypto::ByteView relay = in.bytes16(crypto::kRelayAddressBytesMax);
    const auto changes = crypto::splitChanges(in.bytes32(kChangesBytesMax));
    if (!in.check() || !changes) {
        return std::nullopt;
    }
    NewObject object{.changes = {}, .deviceKey = crypto::SigningKey(seed)};
    for (const crypto::ByteView change : *changes) {
        object.changes.emplace_back(change.begin(), change.end());
    }
    auto out = make(std::move(object));
    if (!out) {
        return std::nullopt;
    }
    out->relay = crypto::SecretBytes(relay);
    out->changesAtRelay = in.u16();
    out->newest.number = in.u64();
    out->newest.hash = in.fixed<crypto::VersionHash>();
    out->lastEvent = in.u64();
    if (in.flag()) {
        out->digest = in.fixed<crypto::Hash>();
    }
    if (in.flag()) {
        out->wanted = readVersion(in);
    }
    if (in.flag()) {
        out->update = readUpdate(in);
    }
    if (version == kVersion && in.flag()) {
        out->overruled = in.fixed<crypto::Hash>();
    }
    if (!in.finish() || !isConsistent(*out)) {
        return std::nullopt;
    }
    return out;
}

} // namespace sotto::core

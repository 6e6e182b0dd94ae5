#include "app/core/devices/joining.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/content.pb.h"
#include "app/core/vault/vault.pb.h"
#include "crypto/log/log_builder.h"
#include "net/client/encoded_request.h"

#include <algorithm>

namespace sotto::core {

namespace {

/// The number of VaultContent's log_entry.
constexpr crypto::RecordType kLogEntryType = 10;

std::vector<crypto::ByteView> viewsOf(const wire::JoinedObject& object)
{
    std::vector<crypto::ByteView> out;
    for (const std::string& change : object.changes()) {
        out.push_back(viewOf(change));
    }
    return out;
}

std::optional<crypto::KeyList> listFrom(std::span<const crypto::ByteView> changes)
{
    if (changes.empty()) {
        return std::nullopt;
    }
    auto list = crypto::KeyList::create(changes.front());
    if (!list || !list->extend(changes.subspan(1))) {
        return std::nullopt;
    }
    return std::move(*list);
}

std::string newSeed(crypto::Random& random)
{
    return fieldOf(random.make<crypto::SigningSeed>().view());
}

} // namespace

Joining Joining::begin(crypto::Random& random, std::string deviceName)
{
    Joining out;
    out.m_state.set_device_keys(fieldOf(crypto::DeviceKeys::generate(random).serialize().view()));
    out.m_state.set_device_name(std::move(deviceName));
    for (const Part part : {Part::Vault, Part::Card, Part::Record}) {
        out.objectOf(part).set_device_key(newSeed(random));
    }
    return out;
}

std::optional<Joining> Joining::parse(crypto::ByteView stored)
{
    Joining out;
    if (!out.m_state.ParseFromArray(stored.data(), static_cast<int>(stored.size())) ||
        !crypto::DeviceKeys::parse(viewOf(out.m_state.device_keys())) ||
        !crypto::DeviceLog::parse(viewOf(out.m_state.log())) ||
        !crypto::SharedKey::parse(viewOf(out.m_state.shared_key()))) {
        return std::nullopt;
    }
    for (const Part part : {Part::Vault, Part::Card, Part::Record}) {
        const wire::JoinedObject& object = out.objectOf(part);
        const auto list = listFrom(viewsOf(object));
        if (!fixedOf<crypto::SigningSeed>(object.device_key()) || !list ||
            !list->find(out.keyOf(part).publicKey())) {
            return std::nullopt;
        }
    }
    return out;
}

crypto::SecretBytes Joining::serialize() const
{
    return serialized(m_state);
}

crypto::Result<void, Problem> Joining::make(const crypto::RecoveryKeys& keys, const Found& found,
                                            crypto::Timestamp now, crypto::Random& random)
{
    const auto deviceKeys = crypto::DeviceKeys::parse(viewOf(m_state.device_keys()));
    const auto entry = crypto::LogBuilder(found.log, now)
                           .addDevice(crypto::Authors::phrase(keys.signingKey), *deviceKeys);
    if (!entry) {
        const bool isFull = entry.error() == crypto::LogErrorKind::TooManyDevices;
        return crypto::Unexpected(
            Problem{.kind = isFull ? ProblemKind::TooManyDevices : ProblemKind::AccountForked,
                    .technical = "the log takes no device"});
    }
    crypto::DeviceLog log = found.log;
    const crypto::ByteView bytes = entry->bytes();
    (void)log.extend(std::span(&bytes, 1));
    m_state.set_log(fieldOf(log.serialize()));
    m_state.set_relay(fieldOf(found.record.relay.view()));
    m_state.set_shared_key(fieldOf(found.record.payload.sharedKey.serialize().view()));
    if (found.record.formerKey) {
        m_state.set_former_key(fieldOf(found.record.formerKey->serialize().view()));
    }
    m_state.set_token(fieldOf(found.card.open.token.view()));
    wire::Introduction profile;
    const auto app = found.card.open.body.app.view();
    if (profile.ParseFromArray(app.data(), static_cast<int>(app.size()))) {
        m_state.set_name(profile.name());
        m_state.set_picture(profile.picture());
    }
    m_state.set_certificate(fieldOf(crypto::WrappingKeyCertificate::make(
                                        keys.signingKey, log.account(), keys.wrappingKey.publicKey)
                                        .serialize()));
    append(Part::Vault, keys.vaultRoot,
           found.vault != nullptr
               ? found.vault->changes
               : std::vector<crypto::Bytes>{crypto::createKeyList(
                     crypto::ObjectKind::Vault, found.record.payload.vault, keys.vaultRoot)});
    if (found.vault == nullptr) {
        m_state.mutable_vault()->set_at_relay(0);
    }
    append(Part::Card, keys.cardRoot, found.card.list.changes);
    append(Part::Record, keys.recordRoot, found.record.list.changes);
    writeEntry(now, random);
    writeRecord(keys, found.record, random);
    return {};
}

void Joining::enterVault(const crypto::RecoveryKeys& keys, const FoundList& vault)
{
    append(Part::Vault, keys.vaultRoot, vault.changes);
}

void Joining::append(Part part, const crypto::SigningKey& root, std::vector<crypto::Bytes> changes)
{
    wire::JoinedObject& object = objectOf(part);
    const std::size_t atRelay = changes.size();
    const bool isThere = isIn(part, changes);
    object.clear_changes();
    for (const crypto::Bytes& change : changes) {
        object.add_changes(fieldOf(change));
    }
    object.set_at_relay(static_cast<std::uint32_t>(atRelay));
    if (!isThere) {
        object.add_changes(
            fieldOf(crypto::appendKey(*listFrom(viewsOf(object)), root, keyOf(part))));
    }
}

void Joining::appendTo(Part part, const crypto::RecoveryKeys& keys, const FoundList& found,
                       crypto::Timestamp now, crypto::Random& random)
{
    append(part, part == Part::Vault ? keys.vaultRoot : keys.cardRoot, found.changes);
    if (part == Part::Vault) {
        writeEntry(now, random); // it names the writer's place
    }
}

void Joining::writeEntry(crypto::Timestamp now, crypto::Random& random)
{
    const auto log = crypto::DeviceLog::parse(viewOf(m_state.log()));
    const auto sharedKey = crypto::SharedKey::parse(viewOf(m_state.shared_key()));
    const crypto::SigningKey key = keyOf(Part::Vault);
    const crypto::KeyList list = listOf(Part::Vault);
    const crypto::LogEntry& entry = log->entries().back();
    wire::VaultContent content;
    content.mutable_log_entry()->set_entry(fieldOf(entry.bytes()));

    crypto::PutRecord put;
    put.type = kLogEntryType;
    // Who has just come holds no key of the first epoch. Nothing is ever put in the place of an
    // entry, so it may be called as it likes.
    put.id = random.make<crypto::RecordId>();
    if (sharedKey->epoch() == crypto::kFirstEpoch) {
        crypto::RecordSource source;
        source.type = kLogEntryType;
        std::ranges::copy(log->head().view(), source.session.begin());
        put.id = crypto::recordId(sharedKey->recordIdKey(), source);
    }
    put.content = serialized(content);
    crypto::RecordBody body;
    body.time = now;
    body.content = std::move(put);

    const crypto::WriterIndex place = *list.find(key.publicKey());
    auto writer = crypto::VaultWriter(list.object().bytes, place);
    if (m_state.records_size() > 0 && m_state.vault_place() == place) {
        writer = std::move(*crypto::VaultWriter::parse(viewOf(m_state.vault_writer())));
    } else {
        m_state.clear_records(); // of another place, at which nothing was written
    }
    m_state.set_vault_place(place);
    const auto record = writer.write(std::move(body), *sharedKey,
                                     crypto::VaultReader(list.object().bytes), key, random);
    wire::FirstRecord& first = *m_state.add_records();
    first.set_sequence(record->header.sequence);
    first.set_head(fieldOf(record->header.serialize()) + fieldOf(record->signature.view()));
    first.set_body(fieldOf(record->sealed));
    m_state.set_vault_writer(fieldOf(writer.serialize()));
}

void Joining::writeRecord(const crypto::RecoveryKeys& keys, const FoundRecord& record,
                          crypto::Random& random)
{
    const auto log = crypto::DeviceLog::parse(viewOf(m_state.log()));
    const crypto::RecoveryPayload& was = record.payload;
    const crypto::RecoveryPayload says{.account = was.account,
                                       .sharedKey = was.sharedKey.duplicate(),
                                       .logHead = crypto::Hash(log->head().view()),
                                       .vault = was.vault,
                                       .card = was.card,
                                       .extension = was.extension.duplicate()};
    const auto body =
        crypto::sealRecoveryRecord(keys.wrappingKey.publicKey, keys.locator, says, random);
    const crypto::KeyList list = listOf(Part::Record);
    const crypto::SigningKey key = keyOf(Part::Record);
    crypto::ObjectHeader header;
    header.epoch = says.sharedKey.epoch();
    header.sharedKey = says.sharedKey.commitment(keys.locator);
    header.logHead = says.sharedKey.logHeadCommitment(keys.locator, says.logHead.view());
    header.signer = *list.find(key.publicKey());
    m_state.set_record_body(fieldOf(*body));
    m_state.set_record_header(
        fieldOf(crypto::signVersion(header, list, record.newest, *body, key)));
}

void Joining::take(Part part, const std::vector<crypto::Bytes>& changes)
{
    wire::JoinedObject& object = objectOf(part);
    object.clear_changes();
    for (const crypto::Bytes& change : changes) {
        object.add_changes(fieldOf(change));
    }
    settle(part);
}

void Joining::settle(Part part)
{
    objectOf(part).set_at_relay(static_cast<std::uint32_t>(objectOf(part).changes_size()));
}

bool Joining::isDue(Part part) const
{
    return static_cast<int>(objectOf(part).at_relay()) < objectOf(part).changes_size();
}

sotto::wire::UpdateObject Joining::updateOf(Part part) const
{
    const wire::JoinedObject& object = objectOf(part);
    const crypto::KeyList list = listOf(part);
    const std::vector<crypto::ByteView> changes = viewsOf(object);
    sotto::wire::UpdateObject out;
    out.set_kind(static_cast<std::uint32_t>(list.kind()));
    out.set_object(client::toString(list.object()));
    out.set_list_changes(
        client::toString(crypto::serializeChanges(std::span(changes).subspan(object.at_relay()))));
    if (part == Part::Record) {
        out.set_signed_header(m_state.record_header());
        out.set_body(m_state.record_body());
    }
    return out;
}

crypto::KeyList Joining::listOf(Part part) const
{
    return *listFrom(viewsOf(objectOf(part)));
}

crypto::SigningKey Joining::keyOf(Part part) const
{
    return crypto::SigningKey(*fixedOf<crypto::SigningSeed>(objectOf(part).device_key()));
}

bool Joining::isIn(Part part, const std::vector<crypto::Bytes>& changes) const
{
    const std::vector<crypto::ByteView> views(changes.begin(), changes.end());
    const auto list = listFrom(views);
    return list && list->find(keyOf(part).publicKey());
}

std::vector<sotto::wire::Record> Joining::records() const
{
    std::vector<sotto::wire::Record> out;
    for (const wire::FirstRecord& record : m_state.records()) {
        sotto::wire::Record& next = out.emplace_back();
        next.set_sequence(record.sequence());
        next.set_head(record.head());
        next.set_body(record.body());
    }
    return out;
}

wire::JoinedObject& Joining::objectOf(Part part)
{
    switch (part) {
    case Part::Vault:
        return *m_state.mutable_vault();
    case Part::Card:
        return *m_state.mutable_card();
    case Part::Record:
        break;
    }
    return *m_state.mutable_record();
}

const wire::JoinedObject& Joining::objectOf(Part part) const
{
    switch (part) {
    case Part::Vault:
        return m_state.vault();
    case Part::Card:
        return m_state.card();
    case Part::Record:
        break;
    }
    return m_state.record();
}

} // namespace sotto::core

#include "tests/app/vault/own_devices.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/settings.h"
#include "crypto/log/log_builder.h"

namespace sotto::test {

using namespace core;

namespace {

std::string line(const std::string& name, const std::string& bytes)
{
    return "  " + name + " " + hexOf(crypto::asBytes(bytes)) + "\n";
}

crypto::DeviceLog genesisOf(const crypto::SigningKey& recovery, const crypto::DeviceKeys& keys)
{
    const auto genesis = crypto::LogBuilder::genesis(
        recovery, keys, crypto::NewDevicePolicy::AtOnce, {}, {1'800'000'000});
    const crypto::ByteView entry = genesis->bytes();
    return std::move(crypto::DeviceLog::verify({&entry, 1})).value();
}

} // namespace

OwnDeviceStores::OwnDeviceStores(std::uint64_t seed, storage::Milliseconds now)
    : random(seed)
    , environment{random, clock, {}}
    , context(storage::Database::inMemory(), environment)
    , own(context)
    , people(context, own)
    , sessions(context, own, people)
    , places(context)
    , mailboxes(context, places, own, sessions)
    , outbox(context, places, own, mailboxes, people, sessions)
    , incoming(context, own, people, outbox)
    , things(context, own, people)
{
    clock.ms = now;
    context.beforeCommit = [this](Work& work) { markDirty(work, people); };
    incoming.onTokensChanged = [] {};
    incoming.onInviteSpent = [](const storage::Invite&) {};
}

void OwnDeviceStores::create(const crypto::SigningKey& recovery)
{
    change([&](Work& work) { own.create(work, "Me", {}, recovery); });
}

void OwnDeviceStores::join(OwnDeviceStores& first, const crypto::SigningKey& recovery)
{
    const auto keys = crypto::DeviceKeys::generate(random);
    const auto entry =
        crypto::LogBuilder(first.own.log(), {1'800'000'001})
            .addDevice(crypto::Authors::both(recovery, first.own.device(), first.own.keys()), keys);
    first.change([&](Work& work) { first.own.append(work, entry.value()); });
    core::wire::AccountState state;
    state.set_device_keys(fieldOf(keys.serialize().view()));
    state.set_log(fieldOf(first.own.log().serialize()));
    state.set_shared_key(fieldOf(first.own.sharedKey().serialize().view()));
    for (int cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        state.add_cohort_tokens("");
    }
    change([&](Work& work) { work.stores().state.put("account", serialized(state).view()); });
    if (!own.load()) {
        std::abort();
    }
}

std::vector<std::string> OwnDeviceStores::sayAll()
{
    std::vector<std::string> out;
    Work work(context);
    for (const auto& dirty : work.stores().vault.dirty(100'000)) {
        const Thing thing{static_cast<ThingType>(dirty.type), dirty.key};
        if (const auto content = things.say(work, thing, Saying::News)) {
            out.push_back(content->SerializeAsString());
        }
        work.stores().vault.clean(dirty.type, dirty.key);
    }
    work.commit();
    return out;
}

void OwnDeviceStores::take(const std::string& record)
{
    core::wire::VaultContent content;
    if (!content.ParseFromString(record)) {
        std::abort();
    }
    change([&](Work& work) { (void)things.take(work, content); });
}

void OwnDeviceStores::dumpContacts(std::string& out)
{
    std::map<std::string, const Person*> sorted;
    for (const auto& [id, person] : people.all()) {
        sorted[fieldOf(person.account().view())] = &person;
    }
    for (const auto& [account, person] : sorted) {
        const storage::Contact stored = *context.stores.contacts.find(person->row.id);
        out += line("contact", account);
        // Memory and database are one.
        core::wire::ContactState state;
        const auto bytes = context.stores.contacts.state(person->row.id);
        state.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
        if (state.SerializeAsString() != person->state.SerializeAsString() ||
            stored.standing != person->row.standing || stored.nickname != person->row.nickname) {
            out += "  MEMORY AND DATABASE DISAGREE\n";
        }
        // Of somebody who is gone nothing is shown.
        const bool isGone = stored.standing == storage::ContactStanding::Gone;
        out += "  " + (isGone ? std::string() : stored.name) + "|" + stored.nickname +
               "|standing " + std::to_string(static_cast<int>(stored.standing)) + "|hold " +
               std::to_string(static_cast<int>(stored.hold)) + "|verified " +
               std::to_string(stored.verified) + "|cohort " + std::to_string(state.cohort()) +
               "|number " + std::to_string(state.introduction()) + "|from " +
               std::to_string(state.blocked_from()) + "|picture " +
               std::to_string(stored.hasPicture) + "\n";
        out += line("slot key", state.slot_key()) + line("token", state.token()) +
               line("granted", state.granted_token()) + line("invite", state.invite_token()) +
               line("log",
                    fieldOf(person->log ? person->log->head().view() : crypto::EntryHash().view()));
    }
}

void OwnDeviceStores::dumpConversation(std::string& out, Work& work, const std::string& name,
                                       RowId contact,
                                       const std::optional<storage::Conversation>& conversation)
{
    const storage::ConversationFloor floor = context.stores.conversations.floor(contact);
    const storage::Conversation row = conversation.value_or(storage::Conversation{});
    out += line("conversation", name);
    const auto content = things.say(work, {ThingType::Conversation, name}, Saying::State);
    out += line("says", content ? content->SerializeAsString() : std::string());
    out += "  removed " + std::to_string(floor.removed) + "|read " +
           std::to_string(conversation ? row.readPosition : floor.read) + "|unread " +
           std::to_string(row.unread) + "|newest " + std::to_string(row.newestPosition) +
           "|pinned " + std::to_string(row.pinned) + "|muted " + std::to_string(row.mutedUntil) +
           "|draft " + row.draft + "\n";
    if (!conversation) {
        return;
    }
    for (const storage::Message& message : context.stores.messages.newest(row.id, 100'000)) {
        auto said = things.say(work, {ThingType::Message, keyOf(message.id)}, Saying::State);
        // Failed on one, sent again on another one: both are on their way.
        if (said->message().state() == 4) {
            said->mutable_message()->set_state(0);
        }
        out += "    " + std::to_string(message.position) + " " + message.text + " ";
        out += hexOf(crypto::asBytes(said->SerializeAsString())) + "\n";
    }
}

void OwnDeviceStores::dumpAccount(std::string& out, Work& work)
{
    std::map<std::string, std::string> sorted;
    out += "profile " + own.name() + " " + std::to_string(own.introduction()) + "\n";
    for (int cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        out += line("token", own.token(static_cast<crypto::TokenCohort>(cohort)));
    }
    for (const std::string_view name : settings::kShared) {
        out += std::string(name) + " " +
               work.stores().settings.find(name).value_or(std::string("-")) + "\n";
    }
    for (const std::string& key : work.stores().vault.keys(numberOf(ThingType::Contact))) {
        core::wire::VaultContact state;
        const auto bytes = work.stores().vault.state(numberOf(ThingType::Contact), key);
        state.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()));
        sorted[key] = line("log", std::to_string(state.log().size())) +
                      line("reach", state.reach().SerializeAsString()) +
                      line("standing", state.standing().SerializeAsString()) +
                      line("secrets", state.secrets().SerializeAsString()) +
                      line("nickname", state.nickname().SerializeAsString()) +
                      line("verified", state.verified().SerializeAsString()) +
                      line("added", std::to_string(state.added_ms()));
    }
    for (const auto& [key, state] : sorted) {
        out += line("state of contact", key) + state;
    }
    for (const ThingType type : {ThingType::Profile, ThingType::Setting, ThingType::Device,
                                 ThingType::Alarm, ThingType::LogEntry}) {
        std::map<std::string, std::string> states;
        for (const std::string& key : work.stores().vault.keys(numberOf(type))) {
            states[key] = hexOf(work.stores().vault.state(numberOf(type), key)->view());
        }
        for (const auto& [key, state] : states) {
            out += "state " + std::to_string(numberOf(type)) + line(" ", key) + state + "\n";
        }
    }
}

std::string OwnDeviceStores::dump()
{
    std::string out;
    Work work(context); // never committed
    dumpAccount(out, work);
    dumpContacts(out);
    std::map<std::string, RowId> contacts;
    for (const auto& [id, person] : people.all()) {
        contacts[fieldOf(person.account().view())] = id;
    }
    for (const auto& [account, id] : contacts) {
        dumpConversation(out, work, account, id, context.stores.conversations.findByContact(id));
    }
    dumpConversation(out, work, {}, storage::kNoRow, context.stores.conversations.findNotes());
    return out;
}

Friend::Friend(std::uint64_t seed)
    : random(seed)
    , m_recovery(crypto::SigningKey::generate(random))
    , m_keys(crypto::DeviceKeys::generate(random))
    , m_log(genesisOf(m_recovery, m_keys))
{}

core::wire::Introduction Friend::introduction() const
{
    crypto::ContactPoint point;
    point.log = std::move(*crypto::LogReference::of(*m_log, nullptr));
    core::wire::Introduction out;
    out.set_number(m_number);
    out.set_name(m_name);
    out.set_picture(m_number % 2 == 0 ? "picture" : "");
    out.set_contact_point(fieldOf(serialize(point).view()));
    out.set_token(std::string(32, static_cast<char>('0' + m_number % 10)));
    out.set_accepts(true);
    return out;
}

core::wire::Content Friend::content(std::uint64_t sentMs)
{
    core::wire::Content out;
    out.set_id(fieldOf(random.make<storage::MessageUid>().view()));
    out.set_sent_ms(sentMs);
    return out;
}

void Friend::addDevice()
{
    const auto keys = crypto::DeviceKeys::generate(random);
    const auto entry = crypto::LogBuilder(*m_log, {1'800'000'002})
                           .addDevice(crypto::Authors::both(m_recovery, device(), m_keys), keys);
    const crypto::ByteView bytes = entry->bytes();
    if (!m_log->extend(std::span(&bytes, 1))) {
        std::abort();
    }
    ++m_number;
}

void Friend::rename(std::string name)
{
    m_name = std::move(name);
    ++m_number;
}

} // namespace sotto::test

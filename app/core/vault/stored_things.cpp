#include "app/core/vault/stored_things.h"

#include "app/core/client.h"
#include "app/core/settings.h"
#include "app/core/vault/content_rules.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"

namespace sotto::core {

static_assert(vault::kTextBytes == kTextBytesMax && vault::kNameBytes == kNameBytesMax &&
              vault::kPictureBytes == kPictureBytesMax &&
              vault::kContentBytes == crypto::kRecordContentBytesMax &&
              vault::kRelayBytes == crypto::kRelayAddressBytesMax);

namespace {

constexpr std::size_t kBatch = 1024; ///< rows that are looked at in one piece

template <std::size_t N> std::array<std::uint8_t, N> filled(std::string_view field)
{
    std::array<std::uint8_t, N> out{};
    std::transform(field.begin(),
                   field.begin() + static_cast<std::ptrdiff_t>(std::min(N, field.size())),
                   out.begin(), [](char byte) { return static_cast<std::uint8_t>(byte); });
    return out;
}

/// What is signed ends with a signature or a key: nobody makes two things end alike.
std::string_view lastOf(const std::string& bytes)
{
    const std::string_view all(bytes);
    return all.substr(all.size() - std::min<std::size_t>(all.size(), 32));
}

template <class Body>
std::optional<wire::VaultContent> wrapped(std::optional<Body> body,
                                          Body* (wire::VaultContent::*field)())
{
    if (!body) {
        return std::nullopt;
    }
    wire::VaultContent out;
    *(out.*field)() = std::move(*body);
    return out;
}

bool isSignedType(ThingType type)
{
    return type == ThingType::EpochLinks || type == ThingType::LogEntry ||
           type == ThingType::WrappingKey || type == ThingType::RecordMove;
}

} // namespace

StoredThings::StoredThings(Context& context, OwnAccount& own, People& people)
    : m_context(context)
    , m_own(own)
    , m_people(people)
    , m_messages(context, own, people)
    , m_conversations(context, own, people, m_messages)
    , m_contacts(context, own, people)
    , m_account(context, own)
{}

std::optional<wire::VaultContent> StoredThings::say(Work& work, const Thing& thing, Saying saying)
{
    auto out = sayBody(work, thing, saying);
    // What others would refuse is not said.
    return out && vault::keepsRules(*out) ? std::move(out) : std::nullopt;
}

std::optional<wire::VaultContent> StoredThings::nameOf(Work& work, RowId message)
{
    return wrapped(m_messages.nameOf(work, message), &wire::VaultContent::mutable_message);
}

std::optional<wire::VaultContent> StoredThings::sayBody(Work& work, const Thing& thing,
                                                        Saying saying)
{
    using Content = wire::VaultContent;
    switch (thing.type) {
    case ThingType::Message:
        return wrapped(m_messages.say(work, rowOf(thing.key)), &Content::mutable_message);
    case ThingType::Marks:
        return wrapped(m_messages.sayMark(work, rowOf(thing.key)), &Content::mutable_marks);
    case ThingType::Contact:
        return wrapped(m_contacts.say(work, thing.key, saying), &Content::mutable_contact);
    case ThingType::Conversation:
        return wrapped(m_conversations.say(work, thing.key, saying),
                       &Content::mutable_conversation);
    case ThingType::Setting:
        return wrapped(m_account.saySetting(work, thing.key, saying), &Content::mutable_setting);
    case ThingType::Profile:
        return wrapped(m_account.sayProfile(work, saying), &Content::mutable_profile);
    case ThingType::Device:
    case ThingType::Alarm:
    case ThingType::EpochLinks:
    case ThingType::LogEntry:
    case ThingType::WrappingKey:
    case ThingType::RecordMove:
        break;
    case ThingType::Snapshot:
        return std::nullopt;
    }
    // Nobody else keeps these: the state is all there is.
    ThingStates states(work);
    if (saying == Saying::News && states.isSaid(thing.type, thing.key)) {
        return std::nullopt;
    }
    auto out = isSignedType(thing.type) ? states.find<Content>(thing.type, thing.key)
               : thing.type == ThingType::Device
                   ? wrapped(states.find<wire::VaultDevice>(thing.type, thing.key),
                             &Content::mutable_device)
                   : wrapped(states.find<wire::VaultAlarm>(thing.type, thing.key),
                             &Content::mutable_alarm);
    if (out) {
        const auto bytes = work.stores().vault.state(numberOf(thing.type), thing.key);
        work.stores().vault.putState(numberOf(thing.type), thing.key, bytes->view(), true);
    }
    return out;
}

Taken StoredThings::take(Work& work, const wire::VaultContent& said)
{
    work.fromVault = true;
    const wire::VaultContent known = vault::knownPart(said);
    if (!vault::keepsRules(known)) {
        return {};
    }
    if (!known.has_snapshot()) {
        return takeBody(work, known);
    }
    for (const wire::VaultContent& part : known.snapshot().contents()) {
        (void)takeBody(work, part);
    }
    return {};
}

Taken StoredThings::takeBody(Work& work, const wire::VaultContent& said)
{
    using enum wire::VaultContent::BodyCase;
    switch (said.body_case()) {
    case kMessage:
        return m_messages.take(work, said.message());
    case kMarks:
        return m_messages.takeMarks(work, said.marks());
    case kContact: {
        const Taken out = m_contacts.take(work, said.contact());
        if (out.thing) {
            takeWaiting(work, out.thing->key);
        }
        return out;
    }
    case kConversation:
        return m_conversations.take(work, said.conversation());
    case kSetting:
        return m_account.takeSetting(work, said.setting());
    case kDevice:
        return m_account.takeDevice(work, said.device());
    case kProfile:
        return m_account.takeProfile(work, said.profile());
    case kAlarm:
        return m_account.takeAlarm(work, said.alarm());
    case kEpochLinks:
        return takeSigned(work, ThingType::EpochLinks, said.epoch_links().links(), said);
    case kLogEntry:
        return takeSigned(work, ThingType::LogEntry, said.log_entry().entry(), said);
    case kWrappingKey:
        return takeSigned(work, ThingType::WrappingKey, said.wrapping_key().certificate(), said);
    case kRecordMove:
        return takeSigned(work, ThingType::RecordMove, said.record_move().move(), said);
    case kSnapshot:
    case BODY_NOT_SET:
        break;
    }
    return {};
}

Taken StoredThings::takeSigned(Work& work, ThingType type, const std::string& key,
                               const wire::VaultContent& said)
{
    if (!work.stores().vault.state(numberOf(type), key)) {
        const std::size_t bytes = 2 * key.size();
        if (keepsSigned ? !keepsSigned(work, said, bytes) : !work.stores().vault.takeRoom(bytes)) {
            return {};
        }
        ThingStates(work).put(type, key, said, true);
        work.changes.account = true;
    }
    return {Thing{type, key}};
}

void StoredThings::takeWaiting(Work& work, const std::string& account)
{
    for (const crypto::SecretBytes& bytes : work.stores().vault.takeWaiting(account)) {
        wire::VaultContent content;
        if (content.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
            (void)takeBody(work, content);
        }
    }
}

crypto::RecordSource StoredThings::sourceOf(const wire::VaultContent& content) const
{
    using enum wire::VaultContent::BodyCase;
    crypto::RecordSource out;
    out.type = static_cast<crypto::RecordType>(content.body_case());
    switch (content.body_case()) {
    case kMessage:
        out.conversation = filled<32>(content.message().conversation());
        out.sender = crypto::DeviceId(filled<32>(content.message().author()));
        out.session = filled<32>(content.message().uid());
        break;
    case kMarks:
        out.conversation = filled<32>(content.marks().conversation());
        out.sender = crypto::DeviceId(m_own.id().bytes);
        if (content.marks().marks_size() > 0) {
            out.session = filled<32>(content.marks().marks(0).uid());
        }
        break;
    case kContact:
        out.conversation = filled<32>(content.contact().account());
        break;
    case kConversation:
        out.conversation = filled<32>(content.conversation().conversation());
        break;
    case kSetting:
        out.session = filled<32>(content.setting().name());
        break;
    case kDevice:
        out.sender = crypto::DeviceId(filled<32>(content.device().device()));
        break;
    case kAlarm:
        out.session = filled<32>(content.alarm().id());
        break;
    case kEpochLinks:
        out.session = filled<32>(lastOf(content.epoch_links().links()));
        break;
    case kLogEntry:
        out.session = filled<32>(lastOf(content.log_entry().entry()));
        break;
    case kWrappingKey:
        out.session = filled<32>(lastOf(content.wrapping_key().certificate()));
        break;
    case kRecordMove:
        out.session = filled<32>(lastOf(content.record_move().move()));
        break;
    case kSnapshot:
        out.session = filled<32>(std::to_string(content.snapshot().part()));
        out.number = content.snapshot().number();
        break;
    case kProfile:
    case BODY_NOT_SET:
        break;
    }
    return out;
}

std::vector<Thing> StoredThings::smallThings(Work& work)
{
    std::vector<Thing> out = {{ThingType::Profile, {}}};
    for (const std::string_view name : settings::kShared) {
        if (work.stores().settings.find(name)) {
            out.push_back({ThingType::Setting, std::string(name)});
        }
    }
    for (const ThingType type : {ThingType::WrappingKey, ThingType::RecordMove, ThingType::LogEntry,
                                 ThingType::EpochLinks, ThingType::Device, ThingType::Alarm}) {
        for (std::string& key : work.stores().vault.keys(numberOf(type))) {
            out.push_back({type, std::move(key)});
        }
    }
    for (const auto& [id, person] : m_people.all()) {
        if (person.isSelf()) {
            continue;
        }
        out.push_back({ThingType::Contact, fieldOf(person.account().view())});
    }
    for (std::string& key : m_conversations.keys(work)) {
        out.push_back({ThingType::Conversation, std::move(key)});
    }
    return out;
}

std::vector<Thing> StoredThings::forSnapshot(Work& work)
{
    std::vector<Thing> out = smallThings(work);
    std::erase_if(out, [this](const Thing& thing) { return isInForce && !isInForce(thing); });
    const auto addNewest = [&](const std::optional<storage::Conversation>& conversation) {
        if (conversation && conversation->newestMessage != storage::kNoRow) {
            out.push_back({ThingType::Message, keyOf(conversation->newestMessage)});
        }
    };
    for (const auto& [id, person] : m_people.all()) {
        addNewest(work.stores().conversations.findByContact(id));
    }
    addNewest(work.stores().conversations.findNotes());
    return out;
}

void StoredThings::markAll(Work& work)
{
    auto& vault = work.stores().vault;
    vault.forgetSaid();
    for (const Thing& thing : smallThings(work)) {
        vault.mark(numberOf(thing.type), thing.key);
    }
    RowId last = std::numeric_limits<RowId>::min();
    for (;;) {
        const std::vector<RowId> rows = work.stores().messages.idsAfter(last, kBatch);
        for (const RowId row : rows) {
            vault.mark(numberOf(ThingType::Message), keyOf(row));
        }
        if (rows.size() < kBatch) {
            return;
        }
        last = rows.back();
    }
}

} // namespace sotto::core

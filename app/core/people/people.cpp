#include "app/core/people/people.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/client.h"
#include "app/core/people/introduction_size.h"
#include "crypto/log/fork_proof.h"
#include "crypto/primitives/hash.h"

#include <QString>

namespace sotto::core {

using storage::ContactStanding;
using storage::MessageKind;
using storage::SendingHold;

namespace {

/// First 16 bytes of H("sotto1 noteline", u8 kind || account || what happened).
storage::MessageUid lineUid(const Person& person, MessageKind kind, crypto::ByteView about)
{
    const auto number = static_cast<std::uint8_t>(kind);
    const crypto::Hash hash = crypto::Hasher(crypto::labels::kNoteLine)
                                  .update({&number, 1})
                                  .update(person.account().view())
                                  .update(about)
                                  .finish();
    return storage::MessageUid(hash.view().first<storage::MessageUid::kSize>());
}

} // namespace

std::vector<crypto::DeviceId> Person::activeDevices() const
{
    std::vector<crypto::DeviceId> out;
    if (log) {
        for (const crypto::DeviceRecord& device : log->state().devices) {
            if (isActive(device.id)) {
                out.push_back(device.id);
            }
        }
    }
    return out;
}

bool Person::isActive(const crypto::DeviceId& device) const
{
    return log &&
           (kept.contains(device) ||
            (log->statusOf(device) == crypto::DeviceStatus::Active && !waiting.contains(device)));
}

std::optional<crypto::PeerDevice> Person::peer(const crypto::DeviceId& device) const
{
    if (!isActive(device)) {
        return std::nullopt;
    }
    return crypto::PeerDevice{{account(), device}, log->state().find(device)->keys};
}

const wire::SeenBundle* Person::seenBundle(const crypto::DeviceId& device) const
{
    for (const wire::SeenBundle& bundle : state.bundles()) {
        if (fixedOf<crypto::DeviceId>(bundle.device()) == device) {
            return &bundle;
        }
    }
    return nullptr;
}

const crypto::ContactMailbox* Person::mailboxOf(const crypto::DeviceId& device) const
{
    const wire::SeenBundle* const seen = seenBundle(device);
    if (seen == nullptr) {
        return nullptr;
    }
    const auto at = std::find_if(mailboxes.begin(), mailboxes.end(), [seen](const auto& mailbox) {
        return fieldOf(mailbox.mailbox.view()) == seen->mailbox();
    });
    return at == mailboxes.end() ? nullptr : &*at;
}

void People::load()
{
    for (storage::Contact& row : m_context.stores.contacts.allAndSelf()) {
        Person person;
        const crypto::SecretBytes stored = m_context.stores.contacts.state(row.id);
        bool good = person.state.ParseFromArray(stored.data(), static_cast<int>(stored.size()));
        if (good && !person.state.log().empty()) {
            auto log = crypto::DeviceLog::parse(viewOf(person.state.log()));
            good = log.has_value();
            if (good) {
                person.log = std::move(log).value();
            }
        }
        if (good && !person.state.contact_point().empty()) {
            auto point = parseContactPoint(viewOf(person.state.contact_point()));
            good = point.has_value();
            if (good) {
                person.mailboxes = std::move(point->mailboxes);
            }
        }
        if (good && !person.state.sightings().empty()) {
            auto sightings = crypto::Sightings::parse(viewOf(person.state.sightings()));
            good = sightings.has_value();
            if (good) {
                person.sightings = std::move(sightings).value();
            }
        }
        if (!good) {
            throw storage::StorageFailure(storage::FailureKind::Damaged,
                                          "a contact does not parse");
        }
        if (person.log) {
            person.sightings.note(person.log->state(), m_context.now());
            judgeDevices(person);
            for (const crypto::DeviceRecord& device : person.log->state().devices) {
                if (device.mustWait && !device.hasStanding()) {
                    person.waiting.insert(
                        device.id); // review() says that it may, and writes a line
                }
            }
        }
        person.row = std::move(row);
        m_byAccount.emplace(person.account(), person.row.id);
        m_people.emplace(person.row.id, std::move(person));
    }
}

Person* People::find(RowId id)
{
    const auto at = m_people.find(id);
    return at == m_people.end() ? nullptr : &at->second;
}

Person* People::find(const crypto::AccountId& account)
{
    const auto at = m_byAccount.find(account);
    return at == m_byAccount.end() ? nullptr : find(at->second);
}

Person& People::add(Work& work, const crypto::AccountId& account, ContactStanding standing)
{
    Person person;
    person.row.account = storage::AccountBytes(account.bytes);
    person.row.standing = standing;
    person.row.added = m_context.nowMs();
    person.state.set_cohort(crypto::drawCohort(m_context.environment.random));
    person.state.set_slot_key(
        fieldOf(m_context.environment.random.make<crypto::CardSlotKey>().view()));
    person.row.id = work.stores().contacts.add(person.row, {});
    m_byAccount.emplace(account, person.row.id);
    Person& added = m_people.emplace(person.row.id, std::move(person)).first->second;
    store(work, added);
    return added;
}

Person& People::self(Work& work)
{
    Person* self = find(m_own.id());
    if (self == nullptr) {
        self = &add(work, m_own.id(), ContactStanding::Self);
    }
    self->log = m_own.log();
    return *self;
}

void People::store(Work& work, Person& person)
{
    if (person.log) {
        person.state.set_log(fieldOf(person.log->serialize()));
        person.state.set_sightings(fieldOf(person.sightings.serialize()));
    }
    work.stores().contacts.putState(person.row.id, serialized(person.state).view());
    work.stores().contacts.update(person.row);
    if (person.isSelf()) {
        return; // shown nowhere, and nothing that the vault says
    }
    work.changes.contacts.insert(person.row.id);
    if (const auto conversation = work.stores().conversations.findByContact(person.row.id)) {
        work.changes.conversations.insert(conversation->id);
    }
}

IntroductionOutcome People::take(Work& work, Person& person, const wire::Introduction& introduction)
{
    if (introduction.number() <= person.state.introduction() && person.state.introduction() != 0) {
        return IntroductionOutcome::Old;
    }
    const std::string name = cleanName(introduction.name());
    if (name.empty() || introduction.picture().size() > kPictureBytesMax ||
        introduction.token().size() != crypto::DeliveryToken::kSize) {
        return IntroductionOutcome::Refused;
    }
    const IntroductionOutcome outcome = takePoint(work, person, introduction.contact_point());
    if (outcome != IntroductionOutcome::Taken) {
        return outcome;
    }
    person.row.name = name;
    person.row.hasPicture = !introduction.picture().empty();
    work.stores().contacts.putPicture(person.row.id, viewOf(introduction.picture()));
    person.state.set_introduction(introduction.number());
    person.state.set_token(introduction.token());
    *person.state.mutable_card() = introduction.card();
    store(work, person);
    return IntroductionOutcome::Taken;
}

IntroductionOutcome People::takePoint(Work& work, Person& person, const std::string& contactPoint)
{
    auto point = parseContactPoint(viewOf(contactPoint));
    if (!point || point->log.prefix) {
        return IntroductionOutcome::Refused;
    }
    const IntroductionOutcome outcome = takeLog(work, person, point->log);
    if (outcome == IntroductionOutcome::Taken) {
        person.mailboxes = std::move(point->mailboxes);
        person.state.set_contact_point(contactPoint);
    }
    return outcome;
}

IntroductionOutcome People::takeLog(Work& work, Person& person,
                                    const crypto::LogReference& reference)
{
    if (!person.log) {
        auto log = crypto::DeviceLog::parse(reference.tail);
        if (!log || log->account() != person.account()) {
            return IntroductionOutcome::Refused;
        }
        person.log = std::move(log).value();
        person.sightings.note(person.log->state(), m_context.now());
        judgeDevices(person);
        person.state.set_verification_cleared(person.log->state().verificationCleared);
        return IntroductionOutcome::Taken;
    }
    const std::vector<crypto::DeviceId> before = person.activeDevices();
    crypto::DeviceLog extended = *person.log;
    if (!extended.extend(reference.tail)) {
        // Only a second, validly signed entry in one place is a fork: nobody else stops sending.
        const auto entries = crypto::splitSerializedLog(reference.tail);
        const auto fork = entries ? crypto::detectFork(*person.log, entries.value()) : std::nullopt;
        if (!fork || !fork->stopsSending(*person.log)) {
            return IntroductionOutcome::Refused;
        }
        person.row.hold = SendingHold::Forked;
        store(work, person);
        return IntroductionOutcome::ForkedLog;
    }
    person.log = std::move(extended);
    person.sightings.note(person.log->state(), m_context.now());
    judgeDevices(person);
    for (const crypto::DeviceId& device : before) {
        if (!person.isActive(device) && onDeviceEnded) {
            onDeviceEnded(work, person, device);
        }
    }
    noteNewDevices(work, person, before);
    const std::uint32_t cleared = person.log->state().verificationCleared;
    if (person.row.verified && cleared != person.state.verification_cleared()) {
        person.row.verified = false;
        person.row.hold = SendingHold::NumberChanged;
        note(work, person, MessageKind::NumberChanged, {},
             crypto::asBytes(std::to_string(cleared)));
    }
    person.state.set_verification_cleared(cleared);
    return IntroductionOutcome::Taken;
}

void People::judgeDevices(Person& person) const
{
    const crypto::LogState& state = person.log->state();
    person.waiting.clear();
    person.kept.clear();
    for (const crypto::DeviceRecord& device : state.devices) {
        if (!person.sightings.hasWaited(device, m_context.now())) {
            person.waiting.insert(device.id);
        }
    }
    for (const crypto::CommittedChange& change : state.committed) {
        const auto* const removal = std::get_if<crypto::RemoveDeviceBody>(&change.change);
        if (removal == nullptr || person.sightings.mayActOn(change, m_context.now())) {
            continue;
        }
        const crypto::LogState before = person.log->stateBefore(change.sequence);
        const crypto::DeviceRecord* const device = before.find(removal->target);
        if (device != nullptr && device->status == crypto::DeviceStatus::Active) {
            person.kept.insert(removal->target);
        }
    }
}

void People::noteNewDevices(Work& work, Person& person, const std::vector<crypto::DeviceId>& before)
{
    for (const crypto::DeviceId& device : person.activeDevices()) {
        if (std::find(before.begin(), before.end(), device) == before.end()) {
            note(work, person, MessageKind::DeviceAdded, {}, device.view());
            if (person.row.hold == SendingHold::Unvouched) {
                person.row.hold = SendingHold::None;
            }
        }
    }
}

std::vector<RowId> People::review(Work& work)
{
    std::vector<RowId> out;
    for (auto& [id, person] : m_people) {
        if (!person.log || (person.waiting.empty() && person.kept.empty())) {
            continue;
        }
        const std::vector<crypto::DeviceId> before = person.activeDevices();
        judgeDevices(person);
        if (person.activeDevices() != before) {
            noteNewDevices(work, person, before);
            store(work, person);
            out.push_back(id);
        }
    }
    return out;
}

void People::renewSlotKeys(Work& work)
{
    // Also of who is asking, or blocked: the key of now would be theirs when they are let in.
    for (auto& [id, person] : m_people) {
        if (!person.isSelf()) {
            person.state.set_slot_key(
                fieldOf(m_context.environment.random.make<crypto::CardSlotKey>().view()));
            store(work, person);
        }
    }
}

wire::Introduction People::introductionFor(const Person& person,
                                           const wire::Mailboxes& mailboxes) const
{
    wire::Introduction out;
    out.set_number(m_own.introduction());
    out.set_name(m_own.name());
    out.set_picture(m_own.picture());
    out.set_contact_point(fieldOf(serialize(ownContactPoint(m_own, mailboxes)).view()));
    out.set_token(m_own.token(static_cast<crypto::TokenCohort>(person.state.cohort())));
    out.set_accepts(person.takesMessages());
    if (nameCard) {
        nameCard(person, out);
    }
    fitOneMessage(out);
    return out;
}

void People::note(Work& work, const Person& person, MessageKind kind, std::string text,
                  crypto::ByteView about)
{
    const auto conversation = work.stores().conversations.findByContact(person.row.id);
    if (!conversation) {
        return;
    }
    storage::Message line;
    line.conversation = conversation->id;
    line.author = person.row.id;
    line.uid = about.empty() ? m_context.environment.random.make<storage::MessageUid>()
                             : lineUid(person, kind, about);
    line.kind = kind;
    line.sent = line.received = m_context.nowMs();
    line.text = std::move(text);
    if (const auto added = work.stores().messages.add(line)) {
        work.changes.messages.push_back({conversation->id, *added, ChangedMessage::What::Added});
        work.changes.conversations.insert(conversation->id);
    }
}

RowId People::conversationOf(Work& work, const Person& person)
{
    if (const auto found = work.stores().conversations.findByContact(person.row.id)) {
        return found->id;
    }
    const RowId added = work.stores().conversations.add(storage::ConversationKind::Person,
                                                        person.row.id, m_context.nowMs());
    work.changes.conversations.insert(added);
    return added;
}

crypto::ContactPoint ownContactPoint(const OwnAccount& own, const wire::Mailboxes& mailboxes)
{
    crypto::ContactPoint point;
    auto reference = crypto::LogReference::of(own.log(), nullptr);
    assert(reference && "the own log outgrew what travels whole");
    point.log = std::move(*reference);
    for (const wire::Mailbox& mailbox : mailboxes.mailboxes()) {
        if (mailbox.retired_ms() == 0) {
            point.mailboxes.push_back({crypto::SecretBytes(viewOf(mailbox.relay())),
                                       *fixedOf<crypto::MailboxId>(mailbox.id()),
                                       *fixedOf<crypto::BundleKey>(mailbox.bundle_key())});
        }
    }
    for (const wire::OtherDevice& other : own.otherDevices()) {
        const auto device = fixedOf<crypto::DeviceId>(other.device());
        const auto id = fixedOf<crypto::MailboxId>(other.mailbox());
        auto key = fixedOf<crypto::BundleKey>(other.bundle_key());
        if (device && id && key && own.log().statusOf(*device) == crypto::DeviceStatus::Active) {
            point.mailboxes.push_back(
                {crypto::SecretBytes(viewOf(other.relay())), *id, std::move(*key)});
        }
    }
    std::ranges::sort(point.mailboxes, {}, &crypto::ContactMailbox::mailbox);
    // One device may name another one's.
    const auto twice = std::ranges::unique(point.mailboxes, {}, &crypto::ContactMailbox::mailbox);
    point.mailboxes.erase(twice.begin(), twice.end());
    return point;
}

crypto::SecretBytes serialize(const crypto::ContactPoint& point)
{
    crypto::SecretWriter out(point.sizeHint());
    point.write(out);
    return std::move(out).take();
}

std::optional<crypto::ContactPoint> parseContactPoint(crypto::ByteView bytes)
{
    crypto::Reader in(bytes);
    crypto::ContactPoint point = crypto::ContactPoint::read(in);
    if (!in.finish() || !point.isWellFormed()) {
        return std::nullopt;
    }
    return point;
}

namespace {

/// Overrides and isolates: what would let a name rewrite what stands around it.
bool turnsDirection(char32_t character)
{
    return (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069);
}

/// Shows nothing, so that two names that differ by it look alike: format characters but for joiners
/// inside of a word, and letters that are blank.
bool isInvisible(const QList<char32_t>& text, qsizetype at)
{
    const char32_t character = text[at];
    const auto isBlank = [](char32_t c) {
        return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
    };
    const auto isFormat = [](char32_t c) { return QChar::category(c) == QChar::Other_Format; };
    if (character == 0x200C || character == 0x200D) {
        const auto joins = [&](qsizetype beside) {
            return beside >= 0 && beside < text.size() && !QChar::isSpace(text[beside]) &&
                   !isFormat(text[beside]) && !isBlank(text[beside]);
        };
        return !joins(at - 1) || !joins(at + 1);
    }
    return isBlank(character) || (isFormat(character) && !turnsDirection(character));
}

QString withoutInvisible(std::string_view name)
{
    const QList<char32_t> text = [&] {
        const QList<uint> wide =
            QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())).toUcs4();
        return QList<char32_t>(wide.begin(), wide.end());
    }();
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isInvisible(text, i)) {
            out += QStringView(QChar::fromUcs4(text[i]));
        }
    }
    return out;
}

} // namespace

std::string cleanName(std::string_view name)
{
    if (name.size() > 4 * kNameBytesMax) {
        return {};
    }
    QString clean;
    for (const QChar character : withoutInvisible(name)) {
        // Controls and overrides of direction would let a name rewrite what stands around it.
        const bool steers = character.category() == QChar::Other_Control ||
                            character.category() == QChar::Separator_Line ||
                            character.category() == QChar::Separator_Paragraph ||
                            turnsDirection(character.unicode());
        clean += steers ? QChar(u' ') : character;
    }
    std::string out = clean.simplified().toStdString();
    return out.size() <= kNameBytesMax ? out : std::string();
}

} // namespace sotto::core

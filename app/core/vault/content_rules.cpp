#include "app/core/vault/content_rules.h"

#include "app/core/vault/limits.h"

#include <algorithm>
#include <array>

namespace sotto::core::vault {

namespace {

constexpr std::size_t kSignature = 64;
constexpr std::size_t kAccount = 32; ///< also devices, objects, tokens, keys
constexpr std::size_t kUid = 16;

constexpr std::uint32_t kText = 1;
constexpr std::uint32_t kDeleted = 2;
/// storage::MessageKind.
constexpr std::array<std::uint32_t, 9> kKinds = {kText, kDeleted, 16, 17, 18, 19, 20, 21, 22};
/// storage::MessageState.
constexpr std::uint32_t kOwnStateMax = 4;
constexpr std::uint32_t kReceived = 8;
constexpr std::uint32_t kStandingMax = 5;
constexpr std::uint32_t kHoldMax = 5;
constexpr std::uint32_t kCohorts = 4;
constexpr std::uint32_t kAnswerMax = 2;

bool isEmptyOr(const std::string& field, std::size_t size)
{
    return field.empty() || field.size() == size;
}

bool isTime(std::uint64_t ms)
{
    return ms <= kTimeMsMax;
}

template <class Register> bool isStamped(const Register& written)
{
    const wire::Stamp& stamp = written.stamp();
    return stamp.stamp_ms() > 0 && isTime(stamp.stamp_ms()) && stamp.device().size() == kAccount;
}

bool isTarget(const wire::Target& target)
{
    return target.account().size() == kAccount && target.id().size() == kUid;
}

bool isGone(const wire::VaultMessage& message)
{
    return message.kind() == 0 && message.sent_ms() == 0 && message.position() == 0 &&
           message.text().empty() && !message.has_quoted() && !message.has_edit() &&
           message.state() == 0 && !message.deleted();
}

bool isText(const std::string& text)
{
    return !text.empty() && text.size() <= kTextBytes;
}

bool saysText(const wire::VaultMessage& message)
{
    if (message.has_edit()) {
        return message.text().empty() && isText(message.edit().text()) &&
               message.edit().edited_ms() > 0 && isTime(message.edit().edited_ms());
    }
    return isText(message.text());
}

bool keeps(const wire::VaultMessage& message)
{
    const bool isTheirs = message.author() == message.conversation();
    if (!isEmptyOr(message.conversation(), kAccount) || message.author().size() != kAccount ||
        message.uid().size() != kUid) {
        return false;
    }
    if (message.hidden()) {
        return isGone(message);
    }
    const bool isPlain = !message.has_edit() && !message.has_quoted();
    const bool saysWhatItIs =
        message.kind() == kText
            ? saysText(message) && (!message.has_quoted() || isTarget(message.quoted()))
            : isPlain && message.text().size() <= (message.deleted() ? 0 : kTextBytes);
    return std::ranges::find(kKinds, message.kind()) != kKinds.end() && saysWhatItIs &&
           message.deleted() == (message.kind() == kDeleted) && isTime(message.sent_ms()) &&
           message.position() > 0 && message.position() <= kPositionMax &&
           (isTheirs ? message.state() == kReceived : message.state() <= kOwnStateMax);
}

bool keeps(const wire::VaultMarks& marks)
{
    return isEmptyOr(marks.conversation(), kAccount) && marks.marks_size() > 0 &&
           marks.marks_size() <= kMarks && std::ranges::all_of(marks.marks(), [](const auto& mark) {
               return mark.uid().size() == kUid && mark.state() <= kOwnStateMax;
           });
}

bool keeps(const wire::ContactReach& reach)
{
    const wire::Card& card = reach.card();
    return reach.name().size() <= kNameBytes && reach.picture().size() <= kPictureBytes &&
           isEmptyOr(reach.token(), kAccount) && reach.contact_point().size() <= kContentBytes &&
           card.relay().size() <= kRelayBytes && isEmptyOr(card.id(), kAccount) &&
           isEmptyOr(card.slot_key(), kAccount) && isEmptyOr(card.root(), kAccount) &&
           isTime(reach.met_ms());
}

bool keeps(const wire::VaultContact::Standing& standing)
{
    return standing.standing() > 0 && standing.standing() <= kStandingMax &&
           standing.blocked_from() <= kStandingMax && standing.hold() <= kHoldMax &&
           isEmptyOr(standing.invite_token(), kAccount) &&
           isEmptyOr(standing.granted_token(), kAccount) &&
           isEmptyOr(standing.request_uid(), kUid) && isStamped(standing);
}

bool keeps(const wire::VaultContact& contact)
{
    return contact.account().size() == kAccount && contact.log().size() <= kContentBytes &&
           (!contact.has_reach() || keeps(contact.reach())) && contact.has_standing() &&
           keeps(contact.standing()) &&
           (!contact.has_secrets() ||
            (contact.secrets().cohort() < kCohorts &&
             contact.secrets().slot_key().size() == kAccount && isStamped(contact.secrets()))) &&
           (!contact.has_nickname() || (contact.nickname().nickname().size() <= kNameBytes &&
                                        isStamped(contact.nickname()))) &&
           (!contact.has_verified() || isStamped(contact.verified())) && isTime(contact.added_ms());
}

bool keeps(const wire::VaultConversation& conversation)
{
    const auto& draft = conversation.draft();
    const std::int64_t muted = conversation.muted().until_ms();
    return isEmptyOr(conversation.conversation(), kAccount) &&
           conversation.read_position() <= kFloorMax &&
           conversation.removed_position() <= kFloorMax &&
           (!conversation.has_pinned() || isStamped(conversation.pinned())) &&
           (!conversation.has_muted() ||
            (isStamped(conversation.muted()) && muted >= -1 &&
             (muted < 0 || isTime(static_cast<std::uint64_t>(muted))))) &&
           (!conversation.has_draft() || (isStamped(draft) && draft.text().size() <= kDraftBytes &&
                                          (!draft.has_reply() || isTarget(draft.reply()))));
}

bool keeps(const wire::VaultSetting& setting)
{
    return !setting.name().empty() && setting.name().size() <= kSettingNameBytes &&
           setting.value().size() <= kSettingValueBytes && isStamped(setting);
}

bool keeps(const wire::VaultDevice& device)
{
    const wire::DeviceReach& reach = device.reach();
    return device.device().size() == kAccount &&
           (!device.has_name() ||
            (device.name().name().size() <= kNameBytes && isStamped(device.name()))) &&
           reach.relay().size() <= kRelayBytes && isEmptyOr(reach.mailbox(), kAccount) &&
           isEmptyOr(reach.bundle_key(), kAccount) && isEmptyOr(reach.card_key(), kAccount) &&
           isEmptyOr(reach.record_key(), kAccount) && isEmptyOr(reach.vault_key(), kAccount) &&
           isEmptyOr(reach.card_proof(), kSignature) &&
           isEmptyOr(reach.record_proof(), kSignature) &&
           isEmptyOr(reach.vault_proof(), kSignature) && isEmptyOr(reach.signature(), kSignature) &&
           isTime(device.seen_ms());
}

bool keeps(const wire::VaultProfile& profile)
{
    const int tokens = profile.tokens_size();
    return (!profile.has_name() ||
            (profile.name().name().size() <= kNameBytes &&
             profile.name().picture().size() <= kPictureBytes && isStamped(profile.name()))) &&
           (tokens == 0 || tokens == static_cast<int>(kCohorts)) &&
           std::ranges::all_of(profile.tokens(),
                               [](const auto& token) {
                                   return token.token().size() == kAccount && isStamped(token);
                               }) &&
           isTime(profile.created_ms());
}

bool keeps(const wire::VaultAlarm& alarm)
{
    return alarm.id().size() == kAccount && isEmptyOr(alarm.device(), kAccount) &&
           isTime(alarm.time_ms()) &&
           (!alarm.has_answer() ||
            (alarm.answer().answer() > 0 && alarm.answer().answer() <= kAnswerMax &&
             isStamped(alarm.answer())));
}

bool isSigned(const std::string& bytes)
{
    return !bytes.empty() && bytes.size() <= kSignedBytes;
}

bool keepsBody(const wire::VaultContent& content, bool isPart);

bool keeps(const wire::VaultSnapshot& snapshot)
{
    return snapshot.parts() > 0 && snapshot.parts() <= kSnapshotParts &&
           snapshot.part() < snapshot.parts() && snapshot.contents_size() <= kSnapshotContents &&
           std::ranges::all_of(snapshot.contents(), [](const wire::VaultContent& content) {
               return keepsBody(content, true);
           });
}

bool keepsBody(const wire::VaultContent& content, bool isPart)
{
    using enum wire::VaultContent::BodyCase;
    switch (content.body_case()) {
    case kMessage:
        return keeps(content.message());
    case kMarks:
        return keeps(content.marks());
    case kContact:
        return keeps(content.contact());
    case kConversation:
        return keeps(content.conversation());
    case kSetting:
        return keeps(content.setting());
    case kDevice:
        return keeps(content.device());
    case kEpochLinks:
        return isSigned(content.epoch_links().links());
    case kProfile:
        return keeps(content.profile());
    case kSnapshot:
        return !isPart && keeps(content.snapshot());
    case kLogEntry:
        return isSigned(content.log_entry().entry());
    case kWrappingKey:
        return isSigned(content.wrapping_key().certificate());
    case kAlarm:
        return keeps(content.alarm());
    case kRecordMove:
        return !content.record_move().move().empty() &&
               content.record_move().move().size() <= kMoveBytes;
    case BODY_NOT_SET:
        return false;
    }
    return false;
}

} // namespace

bool keepsRules(const wire::VaultContent& content)
{
    return content.ByteSizeLong() <= kContentBytes && keepsBody(content, false);
}

std::string nameOf(const wire::VaultMessage& message)
{
    std::string out = message.conversation();
    out.resize(kAccount, '\0');
    return out + message.author() + message.uid();
}

std::string nameOf(const wire::VaultContent& content)
{
    using enum wire::VaultContent::BodyCase;
    switch (content.body_case()) {
    case kMessage:
        return nameOf(content.message());
    case kMarks:
        return content.marks().conversation();
    case kContact:
        return content.contact().account();
    case kConversation:
        return content.conversation().conversation();
    case kSetting:
        return content.setting().name();
    case kDevice:
        return content.device().device();
    case kEpochLinks:
        return content.epoch_links().links();
    case kLogEntry:
        return content.log_entry().entry();
    case kWrappingKey:
        return content.wrapping_key().certificate();
    case kAlarm:
        return content.alarm().id();
    case kRecordMove:
        return content.record_move().move();
    case kProfile:
    case kSnapshot:
    case BODY_NOT_SET:
        break;
    }
    return {};
}

} // namespace sotto::core::vault

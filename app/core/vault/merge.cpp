#include "app/core/vault/merge.h"

#include "app/core/vault/content_rules.h"
#include "crypto/primitives/hash.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace sotto::core::vault {

namespace {

constexpr std::uint32_t kText = 1;
constexpr std::uint32_t kDeleted = 2;

template <class Message> std::string bytesOf(const Message& message)
{
    return message.SerializeAsString();
}

/// The later write of a register.
template <class Register>
void keepLater(Register& into, const Register& other, std::uint64_t horizon)
{
    const auto order = [horizon](const Register& written) {
        return std::pair(orderOf(written.stamp(), horizon), bytesOf(written));
    };
    if (order(into) < order(other)) {
        into = other;
    }
}

/// The lower number; zero is none.
std::uint64_t lower(std::uint64_t first, std::uint64_t second)
{
    return first == 0 || (second != 0 && second < first) ? second : first;
}

/// The longer one, of two as long ones the higher.
void keepLonger(std::string& into, const std::string& other)
{
    if (std::pair(into.size(), std::string_view(into)) <
        std::pair(other.size(), std::string_view(other))) {
        into = other;
    }
}

void forgetText(wire::VaultMessage& message)
{
    message.clear_text();
    message.clear_quoted();
    message.clear_edit();
}

/// Leaves the name.
void hide(wire::VaultMessage& message)
{
    wire::VaultMessage name;
    name.set_conversation(message.conversation());
    name.set_author(message.author());
    name.set_uid(message.uid());
    name.set_hidden(true);
    message = std::move(name);
}

void mergeEdits(wire::VaultMessage& into, const wire::VaultMessage& other)
{
    const auto order = [](const wire::VaultMessage& message) {
        return std::tuple(message.edit().edited_ms(), message.edit().text(),
                          bytesOf(message.edit()));
    };
    if (other.has_edit() && (!into.has_edit() || order(into) < order(other))) {
        *into.mutable_edit() = other.edit();
    }
    if (into.has_edit()) {
        into.clear_text();
    }
}

/// Two messages of kind Text. Returns the one whose first text does not stand.
std::optional<wire::VaultMessage> mergeTexts(wire::VaultMessage& into,
                                             const wire::VaultMessage& other)
{
    std::optional<wire::VaultMessage> second;
    if (!into.has_edit() && !other.has_edit() && into.text() != other.text()) {
        second = into.text() < other.text() ? other : into;
        into.set_text(std::min(into.text(), other.text()));
        second->set_uid(secondUid(second->uid(), second->text()));
        second->clear_quoted();
    }
    if (bytesOf(into.quoted()) < bytesOf(other.quoted())) {
        *into.mutable_quoted() = other.quoted();
    }
    mergeEdits(into, other);
    return second;
}

/// What the kind decides: text, edit, quoted.
std::optional<wire::VaultMessage> mergeSaid(wire::VaultMessage& into,
                                            const wire::VaultMessage& other)
{
    if (into.kind() == kText && other.kind() == kText) {
        return mergeTexts(into, other);
    }
    if (other.kind() < into.kind()) {
        forgetText(into);
        into.set_text(other.text());
        if (other.has_quoted()) {
            *into.mutable_quoted() = other.quoted();
        }
        if (other.has_edit()) {
            *into.mutable_edit() = other.edit();
        }
        into.set_kind(other.kind());
    } else if (other.kind() == into.kind()) {
        into.set_text(std::max(into.text(), other.text()));
    }
    return std::nullopt;
}

} // namespace

std::tuple<int, std::uint64_t, std::string_view> orderOf(const wire::Stamp& stamp,
                                                         std::uint64_t horizon)
{
    const int rank = stamp.stamp_ms() == 0 ? 0 : stamp.stamp_ms() > horizon ? 1 : 2;
    return {rank, stamp.stamp_ms(), stamp.device()};
}

int rankOfState(std::uint32_t state)
{
    constexpr std::uint32_t failed = 4;
    constexpr std::uint32_t received = 8;
    if (state == failed) {
        return 1;
    }
    return state == 0 ? 0 : state == received ? 5 : static_cast<int>(state) + 1;
}

std::string secondUid(const std::string& uid, const std::string& text)
{
    const crypto::Hash hash = crypto::Hasher(crypto::labels::kSecondText)
                                  .update(crypto::asBytes(uid))
                                  .update(crypto::asBytes(text))
                                  .finish();
    return {reinterpret_cast<const char*>(hash.bytes.data()), 16};
}

std::optional<wire::VaultMessage> merge(wire::VaultMessage& into, const wire::VaultMessage& other)
{
    if (into.hidden() || other.hidden()) {
        hide(into);
        return std::nullopt;
    }
    std::optional<wire::VaultMessage> second;
    if (into.deleted() || other.deleted()) {
        forgetText(into);
        into.set_kind(kDeleted);
        into.set_deleted(true);
    } else {
        second = mergeSaid(into, other);
    }
    into.set_sent_ms(lower(into.sent_ms(), other.sent_ms()));
    into.set_position(lower(into.position(), other.position()));
    if (rankOfState(into.state()) < rankOfState(other.state())) {
        into.set_state(other.state());
    }
    return second;
}

void merge(wire::VaultMarks& into, const wire::VaultMarks& other)
{
    std::map<std::string, std::uint32_t> states;
    const auto collect = [&](const wire::VaultMarks& marks) {
        for (const auto& mark : marks.marks()) {
            const auto [at, isNew] = states.emplace(mark.uid(), mark.state());
            if (!isNew && rankOfState(at->second) < rankOfState(mark.state())) {
                at->second = mark.state();
            }
        }
    };
    collect(into);
    collect(other);
    into.clear_marks();
    for (const auto& [uid, state] : states) {
        auto& mark = *into.add_marks();
        mark.set_uid(uid);
        mark.set_state(state);
    }
}

bool isNewer(const wire::ContactReach& reach, const wire::ContactReach& than)
{
    const auto order = [](const wire::ContactReach& known) {
        return std::tuple(known.met_ms(), known.number(), known.card_version(),
                          known.ByteSizeLong(), bytesOf(known));
    };
    return order(than) < order(reach);
}

void merge(wire::VaultContact& into, const wire::VaultContact& other, std::uint64_t horizon)
{
    keepLonger(*into.mutable_log(), other.log());
    if (other.has_reach() && (!into.has_reach() || isNewer(other.reach(), into.reach()))) {
        *into.mutable_reach() = other.reach();
    }
    if (other.has_secrets()) {
        keepLater(*into.mutable_secrets(), other.secrets(), horizon);
    }
    if (other.has_standing()) {
        keepLater(*into.mutable_standing(), other.standing(), horizon);
    }
    if (other.has_nickname()) {
        keepLater(*into.mutable_nickname(), other.nickname(), horizon);
    }
    if (other.has_verified()) {
        keepLater(*into.mutable_verified(), other.verified(), horizon);
    }
    into.set_added_ms(lower(into.added_ms(), other.added_ms()));
}

void merge(wire::VaultConversation& into, const wire::VaultConversation& other,
           std::uint64_t horizon)
{
    into.set_read_position(std::max(into.read_position(), other.read_position()));
    into.set_removed_position(std::max(into.removed_position(), other.removed_position()));
    if (other.has_pinned()) {
        keepLater(*into.mutable_pinned(), other.pinned(), horizon);
    }
    if (other.has_muted()) {
        keepLater(*into.mutable_muted(), other.muted(), horizon);
    }
    if (other.has_draft()) {
        keepLater(*into.mutable_draft(), other.draft(), horizon);
    }
}

void merge(wire::VaultSetting& into, const wire::VaultSetting& other, std::uint64_t horizon)
{
    keepLater(into, other, horizon);
}

void merge(wire::VaultDevice& into, const wire::VaultDevice& other, std::uint64_t horizon)
{
    if (other.has_name()) {
        keepLater(*into.mutable_name(), other.name(), horizon);
    }
    const auto order = [](const wire::DeviceReach& reach) {
        return std::tuple(reach.number(), bytesOf(reach));
    };
    if (other.has_reach() && (!into.has_reach() || order(into.reach()) < order(other.reach()))) {
        *into.mutable_reach() = other.reach();
    }
    into.set_seen_ms(std::max(into.seen_ms(), other.seen_ms()));
}

void merge(wire::VaultProfile& into, const wire::VaultProfile& other, std::uint64_t horizon)
{
    if (other.has_name()) {
        keepLater(*into.mutable_name(), other.name(), horizon);
    }
    into.set_introduction(std::max(into.introduction(), other.introduction()));
    if (into.tokens_size() == 0) {
        *into.mutable_tokens() = other.tokens();
    } else if (other.tokens_size() == into.tokens_size()) {
        for (int i = 0; i < into.tokens_size(); ++i) {
            keepLater(*into.mutable_tokens(i), other.tokens(i), horizon);
        }
    }
    into.set_created_ms(lower(into.created_ms(), other.created_ms()));
}

void merge(wire::VaultAlarm& into, const wire::VaultAlarm& other, std::uint64_t horizon)
{
    into.set_kind(static_cast<std::uint32_t>(lower(into.kind(), other.kind())));
    keepLonger(*into.mutable_device(), other.device());
    into.set_time_ms(lower(into.time_ms(), other.time_ms()));
    if (other.has_answer()) {
        keepLater(*into.mutable_answer(), other.answer(), horizon);
    }
}

std::optional<wire::VaultMessage> merge(wire::VaultContent& into, const wire::VaultContent& other,
                                        std::uint64_t horizon)
{
    if (into.body_case() != other.body_case() || nameOf(into) != nameOf(other)) {
        return std::nullopt;
    }
    using enum wire::VaultContent::BodyCase;
    switch (into.body_case()) {
    case kMessage:
        return merge(*into.mutable_message(), other.message());
    case kMarks:
        merge(*into.mutable_marks(), other.marks());
        break;
    case kContact:
        merge(*into.mutable_contact(), other.contact(), horizon);
        break;
    case kConversation:
        merge(*into.mutable_conversation(), other.conversation(), horizon);
        break;
    case kSetting:
        merge(*into.mutable_setting(), other.setting(), horizon);
        break;
    case kDevice:
        merge(*into.mutable_device(), other.device(), horizon);
        break;
    case kProfile:
        merge(*into.mutable_profile(), other.profile(), horizon);
        break;
    case kAlarm:
        merge(*into.mutable_alarm(), other.alarm(), horizon);
        break;
    case kEpochLinks:
    case kSnapshot:
    case kLogEntry:
    case kWrappingKey:
    case kRecordMove:
    case BODY_NOT_SET:
        break;
    }
    return std::nullopt;
}

namespace {

wire::VaultMessage knownPart(const wire::VaultMessage& message)
{
    wire::VaultMessage out;
    out.set_conversation(message.conversation());
    out.set_author(message.author());
    out.set_uid(message.uid());
    out.set_kind(message.kind());
    out.set_sent_ms(message.sent_ms());
    out.set_position(message.position());
    out.set_text(message.text());
    if (message.has_quoted()) {
        out.mutable_quoted()->set_account(message.quoted().account());
        out.mutable_quoted()->set_id(message.quoted().id());
    }
    if (message.has_edit()) {
        out.mutable_edit()->set_text(message.edit().text());
        out.mutable_edit()->set_edited_ms(message.edit().edited_ms());
    }
    out.set_state(message.state());
    out.set_deleted(message.deleted());
    out.set_hidden(message.hidden());
    return out;
}

wire::VaultSnapshot knownPart(const wire::VaultSnapshot& snapshot)
{
    wire::VaultSnapshot out;
    out.set_number(snapshot.number());
    out.set_part(snapshot.part());
    out.set_parts(snapshot.parts());
    for (const wire::VaultContent& content : snapshot.contents()) {
        // One within another breaks a rule, and is looked at no further.
        *out.add_contents() = content.has_snapshot() ? content : vault::knownPart(content);
    }
    return out;
}

} // namespace

wire::VaultContent knownPart(const wire::VaultContent& content)
{
    using enum wire::VaultContent::BodyCase;
    wire::VaultContent out;
    switch (content.body_case()) {
    case kMessage:
        *out.mutable_message() = knownPart(content.message());
        break;
    case kMarks:
        out.mutable_marks()->set_conversation(content.marks().conversation());
        merge(*out.mutable_marks(), content.marks());
        break;
    case kContact:
        out.mutable_contact()->set_account(content.contact().account());
        merge(*out.mutable_contact(), content.contact());
        break;
    case kConversation:
        out.mutable_conversation()->set_conversation(content.conversation().conversation());
        merge(*out.mutable_conversation(), content.conversation());
        break;
    case kSetting:
        out.mutable_setting()->set_name(content.setting().name());
        out.mutable_setting()->set_value(content.setting().value());
        *out.mutable_setting()->mutable_stamp() = content.setting().stamp();
        break;
    case kDevice:
        out.mutable_device()->set_device(content.device().device());
        merge(*out.mutable_device(), content.device());
        break;
    case kProfile:
        merge(*out.mutable_profile(), content.profile());
        break;
    case kAlarm:
        out.mutable_alarm()->set_id(content.alarm().id());
        merge(*out.mutable_alarm(), content.alarm());
        break;
    case kSnapshot:
        *out.mutable_snapshot() = knownPart(content.snapshot());
        break;
    case kEpochLinks:
        out.mutable_epoch_links()->set_links(content.epoch_links().links());
        break;
    case kLogEntry:
        out.mutable_log_entry()->set_entry(content.log_entry().entry());
        break;
    case kWrappingKey:
        out.mutable_wrapping_key()->set_certificate(content.wrapping_key().certificate());
        break;
    case kRecordMove:
        out.mutable_record_move()->set_move(content.record_move().move());
        break;
    case BODY_NOT_SET:
        break;
    }
    return out;
}

} // namespace sotto::core::vault

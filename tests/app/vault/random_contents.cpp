#include "tests/app/vault/random_contents.h"

#include "app/core/vault/limits.h"

namespace sotto::test {

using namespace core::wire;

namespace {

const std::string kAccount(32, 'a');
const std::string kUid(16, 'u');

} // namespace

std::string RandomContents::name()
{
    return std::string(32, static_cast<char>('a' + below(3)));
}

std::string RandomContents::text()
{
    return std::string(1 + below(3), static_cast<char>('x' + below(2)));
}

template <class Register> void RandomContents::stamp(Register& written)
{
    // Clocks of the same moment, of one that is far ahead, and of the last moment that there is.
    const std::uint64_t times[] = {1, 2, 3, 9'000'000'000'000, core::vault::kTimeMsMax};
    written.mutable_stamp()->set_stamp_ms(times[below(5)]);
    written.mutable_stamp()->set_device(name());
}

VaultMessage RandomContents::message()
{
    VaultMessage out;
    out.set_conversation(kAccount);
    out.set_author(std::string(32, 'm'));
    out.set_uid(kUid);
    if (below(12) == 0) {
        out.set_hidden(true);
        return out;
    }
    out.set_sent_ms(below(3));
    out.set_position(1 + below(4));
    out.set_state(below(5));
    const unsigned what = below(8);
    if (what == 0) {
        out.set_kind(2);
        out.set_deleted(true);
        return out;
    }
    if (what == 1) {
        out.set_kind(16 + below(6));
        out.set_text(text());
        return out;
    }
    out.set_kind(1);
    if (below(3) == 0) {
        out.mutable_quoted()->set_account(name());
        out.mutable_quoted()->set_id(kUid);
    }
    if (below(2) == 0) {
        out.mutable_edit()->set_text(text());
        out.mutable_edit()->set_edited_ms(1 + below(3));
    } else {
        out.set_text(text());
    }
    return out;
}

VaultContact RandomContents::contact()
{
    VaultContact out;
    out.set_account(kAccount);
    out.set_log(std::string(below(3), 'l'));
    if (below(3) > 0) {
        ContactReach& reach = *out.mutable_reach();
        reach.set_met_ms(below(2));
        reach.set_number(below(3));
        reach.set_card_version(below(2));
        reach.set_name(text());
        reach.set_picture(std::string(below(2) * 100, 'p'));
        reach.set_token(name());
    }
    if (below(2) > 0) {
        out.mutable_secrets()->set_cohort(below(4));
        out.mutable_secrets()->set_slot_key(name());
        stamp(*out.mutable_secrets());
    }
    out.mutable_standing()->set_standing(1 + below(5));
    out.mutable_standing()->set_hold(below(5));
    stamp(*out.mutable_standing());
    if (below(2) > 0) {
        out.mutable_nickname()->set_nickname(text());
        stamp(*out.mutable_nickname());
    }
    if (below(2) > 0) {
        out.mutable_verified()->set_verified(below(2) > 0);
        out.mutable_verified()->set_cleared(below(2));
        stamp(*out.mutable_verified());
    }
    out.set_added_ms(below(3));
    return out;
}

VaultConversation RandomContents::conversation()
{
    VaultConversation out;
    out.set_conversation(kAccount);
    out.set_read_position(below(4));
    out.set_removed_position(below(4));
    if (below(2) > 0) {
        out.mutable_pinned()->set_pinned(below(2) > 0);
        stamp(*out.mutable_pinned());
    }
    if (below(2) > 0) {
        out.mutable_muted()->set_until_ms(static_cast<int>(below(3)) - 1);
        stamp(*out.mutable_muted());
    }
    if (below(2) > 0) {
        out.mutable_draft()->set_text(text());
        stamp(*out.mutable_draft());
    }
    return out;
}

VaultDevice RandomContents::device()
{
    VaultDevice out;
    out.set_device(kAccount);
    if (below(2) > 0) {
        out.mutable_name()->set_name(text());
        stamp(*out.mutable_name());
    }
    if (below(2) > 0) {
        out.mutable_reach()->set_number(below(3));
        out.mutable_reach()->set_mailbox(name());
    }
    out.set_seen_ms(below(4));
    return out;
}

VaultProfile RandomContents::profile()
{
    VaultProfile out;
    if (below(3) > 0) {
        out.mutable_name()->set_name(text());
        stamp(*out.mutable_name());
    }
    for (unsigned i = 0; i < 4 && out.created_ms() == 0; ++i) {
        out.add_tokens()->set_token(name());
        stamp(*out.mutable_tokens(static_cast<int>(i)));
    }
    out.set_introduction(below(4));
    out.set_created_ms(below(3));
    return out;
}

VaultContent RandomContents::any(int body)
{
    VaultContent out;
    switch (body) {
    case VaultContent::kMessage:
        *out.mutable_message() = message();
        break;
    case VaultContent::kMarks:
        out.mutable_marks()->set_conversation(kAccount);
        for (unsigned i = 0; i <= below(4); ++i) {
            auto& mark = *out.mutable_marks()->add_marks();
            mark.set_uid(std::string(16, static_cast<char>('a' + below(4))));
            mark.set_state(below(5));
        }
        break;
    case VaultContent::kContact:
        *out.mutable_contact() = contact();
        break;
    case VaultContent::kConversation:
        *out.mutable_conversation() = conversation();
        break;
    case VaultContent::kSetting:
        out.mutable_setting()->set_name("typing");
        out.mutable_setting()->set_value(text());
        stamp(*out.mutable_setting());
        break;
    case VaultContent::kDevice:
        *out.mutable_device() = device();
        break;
    case VaultContent::kEpochLinks:
        out.mutable_epoch_links()->set_links("links");
        break;
    case VaultContent::kProfile:
        *out.mutable_profile() = profile();
        break;
    case VaultContent::kLogEntry:
        out.mutable_log_entry()->set_entry("entry");
        break;
    case VaultContent::kWrappingKey:
        out.mutable_wrapping_key()->set_certificate("certificate");
        break;
    default:
        out.mutable_alarm()->set_id(kAccount);
        out.mutable_alarm()->set_kind(below(3));
        out.mutable_alarm()->set_time_ms(below(3));
        if (below(2) > 0) {
            out.mutable_alarm()->mutable_answer()->set_answer(1 + below(2));
            stamp(*out.mutable_alarm()->mutable_answer());
        }
        break;
    }
    return out;
}

} // namespace sotto::test

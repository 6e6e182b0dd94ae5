#include "app/cli/verbs.h"

#include <array>

namespace sotto::cli {

namespace {

/// More people than that are better asked one by one: each use is a request to answer.
constexpr std::int64_t kInviteUsesMax = 1000;
/// A relay keeps an invite for 30 days (kInviteLifetimeMax).
constexpr std::int64_t kInviteSecondsMax = std::int64_t{30} * 86'400;
constexpr std::int64_t kHistoryMax = 1'000'000;
/// A year: longer waits are for --follow without a timeout.
constexpr std::int64_t kTimeoutMsMax = std::int64_t{366} * 86'400 * 1000;

} // namespace

std::span<const Verb> verbTable()
{
    static const std::array<Verb, 21> kVerbs = {{
        {"create",
         {},
         {{"name", OptionKind::Text, "N", true}, {"relay", OptionKind::Text, "ADDRESS", true}},
         "Begin an account under this name, at this relay (sotto://…).",
         AccountNeed::MakesOne,
         runCreate},
        {"link",
         {},
         {{"relay", OptionKind::Text, "ADDRESS", true}, {"name", OptionKind::Text, "N"}},
         "Make this a device of the account whose twelve words stand on standard input.",
         AccountNeed::MakesOne,
         runLink},
        {"whoami", {}, {}, "Say name, id and relay.", AccountNeed::HasOne, runWhoami},
        {"phrase",
         {},
         {},
         "Show the twelve words that bring the account back. They are made at the first call.",
         AccountNeed::HasOne,
         runPhrase},
        {"invite",
         {},
         {{"uses", OptionKind::Count, "K", false, 1, kInviteUsesMax},
          {"expires", OptionKind::Count, "SECONDS", false, 1, kInviteSecondsMax}},
         "Make a link with which somebody can ask to be a contact; by default once, for 7 days.",
         AccountNeed::HasOne,
         runInvite},
        {"accept",
         {"LINK"},
         {},
         "Open somebody's invite and ask them.",
         AccountNeed::HasOne,
         runAccept},
        {"requests", {}, {}, "List who asks to be a contact.", AccountNeed::HasOne, runRequests},
        {"approve",
         {"ID"},
         {},
         "Let the one who asks write and be written to.",
         AccountNeed::HasOne,
         runApprove},
        {"contacts", {}, {}, "List contacts.", AccountNeed::HasOne, runContacts},
        {"send",
         {"CONTACT", "TEXT|-"},
         {},
         "Send a text; - reads it from standard input.",
         AccountNeed::HasOne,
         runSend},
        {"send-lines",
         {"CONTACT"},
         {},
         "Send each line of standard input as a text of its own.",
         AccountNeed::HasOne,
         runSendLines},
        {"receive",
         {},
         {{"follow", OptionKind::Flag},
          {"timeout", OptionKind::Seconds, "S", false, 0, kTimeoutMsMax}},
         "Print what came and was not printed before; wait for more with --follow or --timeout.",
         AccountNeed::HasOne,
         runReceive},
        {"history",
         {"CONTACT"},
         {{"limit", OptionKind::Count, "K", false, 1, kHistoryMax}},
         "Print the newest messages of a conversation, oldest first; by default 50.",
         AccountNeed::HasOne,
         runHistory},
        {"safety-number",
         {"CONTACT"},
         {},
         "Print the digits to compare with this contact.",
         AccountNeed::HasOne,
         runSafetyNumber},
        {"block",
         {"CONTACT"},
         {},
         "Take no more messages of this contact.",
         AccountNeed::HasOne,
         runBlock},
        {"unblock",
         {"CONTACT"},
         {},
         "Take messages of this contact again.",
         AccountNeed::HasOne,
         runUnblock},
        {"devices", {}, {}, "List the devices of the account.", AccountNeed::HasOne, runDevices},
        {"rename-device",
         {"DEVICE", "NAME"},
         {},
         "Call a device of the account something else.",
         AccountNeed::HasOne,
         runRenameDevice},
        {"revoke",
         {"DEVICE"},
         {},
         "Remove a device from the account; it deletes what it has when it hears of it.",
         AccountNeed::HasOne,
         runRevoke},
        {"unlink",
         {},
         {},
         "Remove this device from the account and delete what it has.",
         AccountNeed::HasOne,
         runUnlink},
        {"relay",
         {"ADDRESS"},
         {},
         "Move the account to another relay.",
         AccountNeed::HasOne,
         runRelay},
    }};
    return kVerbs;
}

} // namespace sotto::cli

#include "app/cli/alarm_line.h"

#include "app/cli/device_choice.h"
#include "app/cli/identifiers.h"
#include "app/cli/iso_time.h"
#include "app/cli/json_line.h"
#include "app/cli/utf8.h"

#include <algorithm>

namespace sotto::cli {

using core::Alarm;
using core::AlarmKind;
using crypto::Result;
using crypto::Unexpected;

namespace {

std::string_view sentenceOf(AlarmKind kind)
{
    switch (kind) {
    case AlarmKind::DeviceAdded:
        return "A device was added with your twelve words";
    case AlarmKind::WordsUsed:
        return "Somebody typed your twelve words, and no device came of it";
    case AlarmKind::RemovalAsked:
        return "A device is to be removed in 14 days, if nobody stops it";
    case AlarmKind::WordsReplacing:
        return "A device wants new words in 14 days, if nobody stops it";
    case AlarmKind::Copied:
        break;
    }
    return "The data of a device was copied, or brought back from a backup";
}

/// The name was chosen on that device: the id beside it is what nobody can choose.
std::string shownDevice(const Alarm& alarm)
{
    if (!alarm.device) {
        return {};
    }
    const std::string id = idOf(*alarm.device);
    return alarm.deviceName.empty() ? ": " + id
                                    : ": " + nameForTerminal(alarm.deviceName) + ", " + id;
}

} // namespace

std::string_view nameOf(AlarmKind kind)
{
    switch (kind) {
    case AlarmKind::DeviceAdded:
        return "device-added";
    case AlarmKind::WordsUsed:
        return "words-used";
    case AlarmKind::RemovalAsked:
        return "removal-asked";
    case AlarmKind::WordsReplacing:
        return "words-replacing";
    case AlarmKind::Copied:
        break;
    }
    return "device-copied";
}

std::string alarmLine(const Session& session, const Alarm& alarm)
{
    if (!session.output().isJson()) {
        return idOf(alarm.id) + "  " + isoTime(alarm.when) + "  " +
               std::string(sentenceOf(alarm.kind)) + shownDevice(alarm) + ".\n";
    }
    JsonLine out;
    out.text("alarm", idOf(alarm.id)).text("kind", nameOf(alarm.kind));
    if (alarm.device) {
        out.text("device", idOf(*alarm.device)).text("deviceName", alarm.deviceName);
    }
    return out.text("happenedAt", isoTime(alarm.when)).line();
}

Result<Alarm, Refusal> chooseAlarm(Session& session, std::string_view text)
{
    const std::vector<Alarm> all = session.client().alarms();
    std::vector<Alarm> found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const Alarm& alarm) {
        return text.size() >= kIdBeginningMin && idOf(alarm.id).starts_with(text);
    });
    if (found.size() > 1) {
        return Unexpected(Refusal{ExitStatus::Refused, "alarm-ambiguous",
                                  "More than one alarm begins like that: give more of its id."});
    }
    if (found.empty()) {
        return Unexpected(refusalOf({core::ProblemKind::AlarmGone, {}}));
    }
    return std::move(found.front());
}

} // namespace sotto::cli

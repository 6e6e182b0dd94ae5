#pragma once

#include "app/core/export/export_source.h"

#include <QString>

namespace sotto::core {

/// What text is in markup: every character that means something there is spelled out, what XML
/// does not know is U+FFFD. Also for attributes in double quotation marks.
[[nodiscard]] std::string escaped(const QString& text);
[[nodiscard]] std::string escaped(const std::string& utf8);
/// A JSON string with its quotation marks. What is no UTF-8 is U+FFFD.
[[nodiscard]] std::string jsonText(const std::string& utf8);
/// ISO 8601 in UTC with milliseconds; of the years 1 to 9999 the nearest.
[[nodiscard]] std::string isoTime(storage::Milliseconds time);
/// When it was written, unless that is well after it came: such a clock is not believed.
[[nodiscard]] storage::Milliseconds believedTime(const ExportMessage& message);
/// How a conversation is called, for people.
[[nodiscard]] QString titleOf(const ExportConversation& conversation);
/// What a message says if it is no text.
[[nodiscard]] QString lineOf(const ExportMessage& message);
[[nodiscard]] QString stateOf(const ExportMessage& message);
/// As a part of a file's name: letters and digits alone, at most 40.
[[nodiscard]] std::string fileNameOf(const QString& title);

} // namespace sotto::core

#include "app/cli/lost_words_line.h"

#include "app/cli/iso_time.h"
#include "app/cli/json_line.h"

namespace sotto::cli {

using core::LostWords;

namespace {

std::string sentenceOf(const LostWords& words)
{
    switch (words.stage) {
    case LostWords::Stage::Waiting:
        return words.dueAt == 0
                   ? "New words wait. Their 14 days begin once the relay knows of them."
                   : "New words wait. They can come into force at " + isoTime(words.dueAt) + ".";
    case LostWords::Stage::Ready:
        return "The 14 days are over: finish puts the new words into force.";
    case LostWords::Stage::Stopped:
        return "A device of the account has stopped a part of the new words: with finish their 14 "
               "days begin anew.";
    case LostWords::Stage::None:
        break;
    }
    return "No new words wait on this device.";
}

} // namespace

std::string_view nameOf(LostWords::Stage stage)
{
    switch (stage) {
    case LostWords::Stage::Waiting:
        return "waiting";
    case LostWords::Stage::Ready:
        return "ready";
    case LostWords::Stage::Stopped:
        return "stopped";
    case LostWords::Stage::None:
        break;
    }
    return "none";
}

std::string lostWordsLine(const LostWords& words, bool isJson)
{
    if (!isJson) {
        return sentenceOf(words) +
               (words.areShown ? " Nobody has said that they are written down.\n" : "\n");
    }
    JsonLine out;
    out.text("stage", nameOf(words.stage));
    if (words.dueAt != 0) {
        out.text("due", isoTime(words.dueAt));
    }
    return out.boolean("shown", words.areShown).line();
}

} // namespace sotto::cli

// Copies of an account, and the end of one.
#include "app/cli/json_line.h"
#include "app/cli/session.h"
#include "app/cli/typed_words.h"
#include "app/cli/verbs.h"
#include "app/core/export/backup_source.h"
#include "app/core/export/export_run.h"
#include "app/core/recovery/qt_normalizer.h"

namespace sotto::cli {

using core::ProblemKind;
using crypto::Result;
using crypto::Unexpected;

namespace {

Result<core::ExportFormat, Refusal> formatOf(const Invocation& invocation)
{
    const auto given = invocation.texts.find("format");
    if (given == invocation.texts.end() || given->second == "html") {
        return core::ExportFormat::Html;
    }
    if (given->second == "json") {
        return core::ExportFormat::Json;
    }
    return Unexpected(Refusal{ExitStatus::Usage, "usage", "--format is html or json."});
}

Outcome printPath(const Output& output, const char* what, const std::filesystem::path& path)
{
    return output.print(output.isJson() ? JsonLine().text(what, path.string()).line()
                                        : path.string() + "\n");
}

/// However long it takes.
template <class T, class Begin> Result<T, Refusal> complete(Session& session, Begin begin)
{
    const auto answer = std::make_shared<std::optional<Result<T, core::Problem>>>();
    begin([answer](Result<T, core::Problem> result) { answer->emplace(std::move(result)); });
    SOTTO_TRY(answered, session.wait([&] { return answer->has_value(); }, -1));
    if (!answered) {
        return Unexpected(refusalOf({ProblemKind::Cancelled, {}}));
    }
    if (!**answer) {
        return Unexpected(refusalOf((*answer)->error()));
    }
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        return std::move(***answer);
    }
}

Result<storage::RowId, Refusal> wantedConversation(Session& session, const Invocation& invocation)
{
    const auto given = invocation.texts.find("contact");
    if (given == invocation.texts.end()) {
        return storage::kNoRow;
    }
    SOTTO_TRY(contact, session.contact(given->second));
    const auto found = storage::ConversationStore(session.database()).findByContact(contact.id);
    if (!found) {
        return Unexpected(refusalOf({ProblemKind::NoSuchContact, {}}));
    }
    return found->id;
}

/// Argon2id for about a second.
Result<void, core::Problem> unlock(core::BackupFile& file, const crypto::RecoveryPhrase& phrase)
{
    for (const crypto::MasterKeyVersion& version : crypto::masterKeyVersions()) {
        const auto master = crypto::deriveMasterKey(phrase, {}, version, core::QtNormalizer());
        if (!master) {
            return Unexpected(core::Problem{ProblemKind::OutOfMemory, "Argon2id"});
        }
        const auto unlocked = file.unlock(crypto::deriveRecoveryKeys(*master));
        if (unlocked || unlocked.error().kind != ProblemKind::WordsOpenNothing) {
            return unlocked;
        }
    }
    return Unexpected(core::Problem{ProblemKind::WordsOpenNothing, {}});
}

/// Nobody waits meanwhile: it runs to its end.
Result<std::filesystem::path, core::Problem> runToEnd(core::ExportTask& task)
{
    for (;;) {
        SOTTO_TRY(isOver, task.step());
        if (isOver) {
            return task.result();
        }
    }
}

} // namespace

Outcome runExport(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(format, formatOf(invocation));
    SOTTO_TRY(conversation, wantedConversation(session, invocation));
    SOTTO_TRY(folder, (complete<std::filesystem::path>(session, [&](auto done) {
                  session.client().exportTo({invocation.texts.at("to"), format, conversation}, {},
                                            std::move(done));
              })));
    return printPath(session.output(), "folder", folder);
}

Outcome runBackup(Session& session, const Invocation& invocation)
{
    const std::filesystem::path file = invocation.texts.at("to");
    SOTTO_CHECK(complete<void>(
        session, [&](auto done) { session.client().backupTo(file, {}, std::move(done)); }));
    return printPath(session.output(), "file", file);
}

Outcome runBackupRestore(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(phrase, typedWords());
    return complete<void>(session, [&](auto done) {
        session.client().takeBackup({invocation.operands[0], std::move(phrase)}, {},
                                    std::move(done));
    });
}

Outcome runBackupRead(const Invocation& invocation)
{
    SOTTO_TRY(format, formatOf(invocation));
    auto file = core::BackupFile::open(invocation.operands[0]);
    if (!file) {
        return Unexpected(refusalOf(file.error()));
    }
    SOTTO_TRY(phrase, typedWords());
    if (const auto unlocked = unlock(*file, phrase); !unlocked) {
        return Unexpected(refusalOf(unlocked.error()));
    }
    core::ExportRun run({invocation.texts.at("to"), format, true, core::SystemClock().now()},
                        std::make_unique<core::BackupSource>(std::move(*file)));
    const auto folder = runToEnd(run);
    if (!folder) {
        return Unexpected(refusalOf(folder.error()));
    }
    return printPath(Output(invocation.json), "folder", *folder);
}

Outcome runDeleteAccount(Session& session, const Invocation& invocation)
{
    // The client may answer after this call has given up.
    const auto ended = std::make_shared<std::optional<Result<void, core::Problem>>>();
    const auto erase = [&](crypto::SecretBytes words) -> Outcome {
        const bool hasWords = !words.empty();
        session.client().deleteAccount(
            std::move(words), invocation.hasFlag("tell-contacts"),
            [ended](Result<void, core::Problem> result) { ended->emplace(std::move(result)); });
        SOTTO_CHECK(session.wait(
            [&] {
                const auto leaving = session.client().leaving();
                // Until the words that it waits for are checked, it still waits for them.
                const bool isStuck = leaving.trouble && !(hasWords && leaving.trouble->kind ==
                                                                          ProblemKind::WordsNeeded);
                return ended->has_value() || isStuck ||
                       (leaving.isTelling && session.isOutOfReach());
            },
            kAnswerMs));
        return {};
    };
    crypto::SecretBytes words;
    const bool isBegun = session.client().leaving().isBegun;
    if (!isBegun && session.client().wordsState() != core::WordsState::None) {
        SOTTO_TRY(phrase, typedWords());
        words = phrase.text();
    }
    session.start();
    SOTTO_CHECK(erase(std::move(words)));
    const auto trouble = session.client().leaving().trouble;
    if (isBegun && trouble && trouble->kind == ProblemKind::WordsNeeded) {
        SOTTO_TRY(phrase, typedWords());
        SOTTO_CHECK(erase(phrase.text()));
    }
    if (*ended && !**ended) {
        return Unexpected(refusalOf((*ended)->error()));
    }
    if (!*ended) {
        Refusal refusal = session.unreachable();
        refusal.reason += session.client().leaving().isBegun
                              ? " The account is not deleted yet. It goes on with the next call."
                              : " Nothing was deleted.";
        return Unexpected(std::move(refusal));
    }
    return session.wipe();
}

} // namespace sotto::cli

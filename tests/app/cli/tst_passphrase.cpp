// Input that scripts give: bounded in size, never waited for in vain.
#ifndef Q_MOC_RUN
#include "app/cli/bounded_read.h"
#include "app/cli/passphrase.h"
#endif

#include <array>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::cli;

namespace {

std::string textOf(const crypto::SecretBytes& bytes)
{
    return {bytes.view().begin(), bytes.view().end()};
}

/// What givenPassphrase() makes of a file with this content.
std::string fromFile(std::string_view content)
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "file";
    std::ofstream(file, std::ios::binary) << content;
    const auto given = givenPassphrase(file);
    return given ? textOf(**given) : "refused: " + given.error().reason;
}

} // namespace

class TestPassphrase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileIsReadWithoutItsLineEnd()
    {
        QCOMPARE(fromFile("open sesame\n"), std::string("open sesame"));
        QCOMPARE(fromFile("open sesame\r\n"), std::string("open sesame"));
        QCOMPARE(fromFile(" two\n\n"), std::string(" two\n"));
        QCOMPARE(fromFile("\r"), std::string("\r"));
    }

    void aFileThatHoldsNoneIsRefused()
    {
        QCOMPARE(fromFile(""), std::string("refused: The passphrase file is empty."));
        QCOMPARE(fromFile("\n"), std::string("refused: The passphrase file is empty."));
        QVERIFY(fromFile(std::string(kPassphraseBytesMax + 1, 'x')).starts_with("refused: "));
        QCOMPARE(fromFile(std::string(kPassphraseBytesMax, 'x')),
                 std::string(kPassphraseBytesMax, 'x'));
        QVERIFY(!givenPassphrase("/no/such/file").has_value());
        QVERIFY(!givenPassphrase("/").has_value());
    }

    void theVariableIsTakenAndWiped()
    {
        ::setenv("SOTTO_PASSPHRASE", "open sesame", 1);
        const char* const inEnvironment = std::getenv("SOTTO_PASSPHRASE");
        QCOMPARE(textOf(*givenPassphrase({}).value()), std::string("open sesame"));
        QCOMPARE(std::string(inEnvironment, 11), std::string(11, '\0'));
        QVERIFY(std::getenv("SOTTO_PASSPHRASE") == nullptr);
        QVERIFY(!givenPassphrase({}).value().has_value());
        ::setenv("SOTTO_PASSPHRASE", "", 1);
        QVERIFY(!givenPassphrase({}).value().has_value());
    }

    void theFileWinsOverTheVariable()
    {
        ::setenv("SOTTO_PASSPHRASE", "of the variable", 1);
        QCOMPARE(fromFile("of the file"), std::string("of the file"));
        QVERIFY(std::getenv("SOTTO_PASSPHRASE") == nullptr);
    }

    void readingIsBoundedInSizeAndTime()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        QVERIFY(readAll(ends[0], 10, 10).error() == ReadError::NothingCame);
        QCOMPARE(::write(ends[1], "0123456789", 10), ssize_t{10});
        QVERIFY(readAll(ends[0], 9, 10).error() == ReadError::TooLong);
        QCOMPARE(::write(ends[1], "0123456789", 10), ssize_t{10});
        ::close(ends[1]);
        QCOMPARE(textOf(readAll(ends[0], 10, 10).value()), std::string("0123456789"));
        ::close(ends[0]);
        QVERIFY(readAll(ends[0], 10, 10).error() == ReadError::Failed);
    }
};

QTEST_APPLESS_MAIN(TestPassphrase)
#include "tst_passphrase.moc"

#include "crypto/base/init.h"
#include "crypto/base/secret.h"
#include "tests/support/deterministic_random.h"

#include <cstdlib>
#include <new>

#include <QTest>

using namespace sotto::crypto;

namespace {

/// Memory of which a test wants to know what it holds when it is given back.
const void* watched = nullptr;
std::size_t watchedSize = 0;
bool wasWiped = false;

void giveBack(void* pointer)
{
    if (pointer != nullptr && pointer == watched) {
        const auto* bytes = static_cast<const volatile std::uint8_t*>(pointer);
        wasWiped = true;
        for (std::size_t i = 0; i < watchedSize; ++i) {
            wasWiped = wasWiped && bytes[i] == 0;
        }
        watched = nullptr;
    }
    std::free(pointer);
}

} // namespace

void* operator new(std::size_t size)
{
    if (void* out = std::malloc(size == 0 ? 1 : size)) {
        return out;
    }
    throw std::bad_alloc();
}
void operator delete(void* pointer) noexcept
{
    giveBack(pointer);
}
void operator delete(void* pointer, std::size_t) noexcept
{
    giveBack(pointer);
}

using TestKey = Secret<struct TestKeyTag, 32>;
static_assert(!std::is_copy_constructible_v<TestKey> && !std::is_copy_assignable_v<TestKey>);
static_assert(std::is_nothrow_move_constructible_v<TestKey>);
static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(!std::is_convertible_v<TestKey, ByteView>);
static_assert(!std::is_constructible_v<TestKey, Secret<struct OtherTag, 32>>);

class TestSecret : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void movingWipesTheSource()
    {
        sotto::test::DeterministicRandom random(1);
        auto a = random.make<TestKey>();
        const TestKey copy = a.duplicate();
        QVERIFY(a == copy);
        TestKey b = std::move(a);
        QVERIFY(b == copy);
        QVERIFY(a == TestKey()); // NOLINT(bugprone-use-after-move): that is the question
        TestKey c;
        c = std::move(b);
        QVERIFY(c == copy);
        QVERIFY(b == TestKey()); // NOLINT(bugprone-use-after-move)
    }

    void destroyingWipes()
    {
        alignas(TestKey) std::array<std::uint8_t, sizeof(TestKey)> memory{};
        sotto::test::DeterministicRandom random(2);
        auto* key = new (memory.data()) TestKey(random.make<TestKey>());
        QVERIFY(std::ranges::any_of(memory, [](std::uint8_t b) { return b != 0; }));
        key->~TestKey();
        QVERIFY(std::ranges::all_of(memory, [](std::uint8_t b) { return b == 0; }));
    }

    void shorteningSecretBytesWipesTheTail()
    {
        SecretBytes bytes(asBytes("secret tail"));
        const std::uint8_t* tail = bytes.data() + 6;
        bytes.resize(6);
        bytes.resize(11);
        QVERIFY(bytes.data() + 6 == tail);
        QVERIFY(
            std::ranges::all_of(bytes.view().subspan(6), [](std::uint8_t b) { return b == 0; }));
    }

    void freedSecretBytesAreWiped()
    {
        const auto watch = [](const SecretBytes& bytes) {
            watched = bytes.data();
            watchedSize = bytes.size();
            wasWiped = false;
        };
        {
            const SecretBytes gone(asBytes("a secret that goes out of scope"));
            watch(gone);
        }
        QVERIFY(watched == nullptr); // it was seen
        QVERIFY(wasWiped);
        SecretBytes growing(asBytes("a secret that moves to a larger place"));
        watch(growing);
        growing.append(Bytes(1000, 1));
        QVERIFY(watched == nullptr);
        QVERIFY(wasWiped);
    }

    void guardedSecretKeepsItsBytes()
    {
        sotto::test::DeterministicRandom random(3);
        const auto key = random.make<TestKey>();
        const GuardedSecret<TestKeyTag, 32> guarded(key.view());
        QVERIFY(guarded.duplicate() == key);
    }

    void comparisonNeedsEqualLengths()
    {
        QVERIFY(!equalConstantTime(asBytes("ab"), asBytes("abc")));
        QVERIFY(equalConstantTime({}, {}));
    }
};

QTEST_APPLESS_MAIN(TestSecret)
#include "tst_secret.moc"

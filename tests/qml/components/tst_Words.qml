import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    width: 700
    height: 500

    Column {
        WordField { id: field; width: 200; number: 7 }
        WordGrid { id: grid; width: 632; words: ["velvet", "oyster", "summer", "garlic", "timber", "coral", "harvest", "window", "pilot", "island", "ladder", "gentle"] }
        SafetyNumberGrid { id: numbers; width: 287; digits: "039185527460117829364150877263900453168225719648301839450627" }
        QrCode { id: code; name: "Invite"; modules: Array.from({ length: 29 * 29 }, (nothing, i) => i % 3 === 0) }
    }
    SignalSpy { id: spy; target: field }

    TestCase {
        name: "Words"
        when: windowShown

        function init() {
            field.text = "";
            field.completion = "";
            field.wrong = false;
            field.input.forceActiveFocus();
        }
        function count(signalName, act) {
            spy.signalName = signalName;
            spy.clear();
            act();
            return spy.count;
        }
        function test_keysOfAWord() {
            compare(count("edited", () => keyClick("h")), 1);
            compare(count("taken", () => keyClick(Qt.Key_Return)), 1);
            compare(count("moveOn", () => keyClick(Qt.Key_Space)), 1);
            compare(field.text, "h");
            compare(count("moveBack", () => keyClick(Qt.Key_Backspace)), 0);
            compare(field.text, "");
            compare(count("moveBack", () => keyClick(Qt.Key_Backspace)), 1);
            compare(count("stepped", () => keyClick(Qt.Key_Down)), 1);
            compare(spy.signalArguments[0][0], 1);
        }
        function test_pastingIsAskedAboutFirst() {
            let asked = 0;
            field.pasteAll = () => ++asked > 0;
            compare(count("edited", () => keyClick(Qt.Key_V, Qt.ControlModifier)), 0);
            compare(asked, 1);
            field.pasteAll = () => false;
        }
        function test_showsTheRestOfTheWord() {
            field.text = "har";
            field.completion = "harvest";
            compare(field.rest, "vest");
            field.completion = "window";
            compare(field.rest, "");
        }
        function test_saysWhatIsWrong() {
            compare(field.input.Accessible.name, "Word 7 of 12");
            field.wrong = true;
            compare(field.input.Accessible.name, "Word 7 of 12, not on the list");
            verify(field.input.inputMethodHints & Qt.ImhSensitiveData);
        }
        function test_wordsRunDownTheColumns() {
            const cells = Array.from(grid.children).filter(child => child.modelData !== undefined);
            compare(cells.length, 12);
            compare(cells[1].x, cells[0].x);
            verify(cells[1].y > cells[0].y);
            verify(cells[4].x > cells[3].x);
            compare(cells[4].y, cells[0].y);
            compare(cells[3].Accessible.name, "Word 4: garlic");
            grid.hidden = true;
            verify(!cells[3].Accessible.name.includes("garlic"));
            grid.hidden = false;
        }
        function test_safetyNumberInGroupsOfFive() {
            compare(numbers.groups.length, 12);
            compare(numbers.groups[0], "03918");
            verify(numbers.Accessible.name.includes("03918, 55274"));
        }
        function cellsOf(parent) {
            return Array.from(parent.children).filter(child => child.modelData !== undefined);
        }
        function test_noWordIsCut_data() {
            return [{ scale: 1, width: 632, columns: 3 }, { scale: 1, width: 388, columns: 2 }, { scale: 2, width: 632, columns: 2 }, { scale: 2, width: 328, columns: 1 }];
        }
        function test_noWordIsCut(data) {
            Theme.textScaleChoice = data.scale;
            grid.width = data.width;
            compare(grid.columns, data.columns);
            for (const cell of cellsOf(grid)) {
                verify(cell.x + cell.width <= grid.width + 0.5);
                verify(cell.y + cell.height <= grid.implicitHeight);
                verify(!cell.children[1].truncated, cell.modelData);
            }
            grid.width = 632;
            Theme.textScaleChoice = 1;
        }
        function test_groupsStandApart_data() {
            return [{ scale: 1, width: 287 }, { scale: 1.5, width: 287 }, { scale: 2, width: 287 }, { scale: 2, width: 220 }, { scale: 2, width: 90 }];
        }
        function test_groupsStandApart(data) {
            Theme.textScaleChoice = data.scale;
            numbers.width = data.width;
            const cells = cellsOf(numbers);
            compare(cells.length, 12);
            for (let i = 0; i < 12; ++i) {
                verify(cells[i].x >= 0 && cells[i].x + cells[i].width <= numbers.width + 1);
                verify(cells[i].y + cells[i].height <= numbers.implicitHeight + 1);
                if (i % numbers.columns > 0)
                    verify(cells[i].x > cells[i - 1].x + cells[i - 1].width);
                else if (i > 0)
                    verify(cells[i].y >= cells[i - 1].y + cells[i - 1].height);
            }
            numbers.width = 287;
            Theme.textScaleChoice = 1;
        }
        function test_codeIsWholePixelsWithAQuietZone() {
            compare(code.width, (29 + 8) * 5 + 2);
            const picture = grabImage(code);
            const light = Theme.color.qrLight;
            const dark = Theme.color.qrDark;
            for (let i = 2; i < 20; ++i)
                verify(Qt.colorEqual(picture.pixel(i, i < 10 ? 40 : 60), light));
            for (let x = 0; x < 29; ++x)
                for (let corner = 0; corner < 5; corner += 4)
                    verify(Qt.colorEqual(picture.pixel(21 + 5 * x + corner, 21 + corner), x % 3 === 0 ? dark : light), x + " " + corner);
        }
    }
}

import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    width: 500
    height: 400

    Column {
        spacing: 8

        TextInputField { id: field; label: "Your name"; placeholder: "As friends call you" }
        TextInputField { id: secret; label: "Password"; password: true }
        SearchField { id: search; width: 200 }
    }
    SignalSpy { id: accepted; target: field; signalName: "accepted" }
    SignalSpy { id: edited; target: field; signalName: "edited" }
    SignalSpy { id: down; target: search; signalName: "movedDown" }

    TestCase {
        name: "TextInputField"
        when: windowShown

        function init() {
            field.text = "";
            field.error = "";
            secret.text = "";
            search.text = "";
            accepted.clear();
            edited.clear();
            down.clear();
        }
        function type(letters) {
            for (const letter of letters)
                keyClick(letter);
        }
        function test_takesLettersAndEnter() {
            mouseClick(field.input);
            type("elin");
            compare(field.text, "elin");
            compare(edited.count, 4);
            keyClick(Qt.Key_Return);
            compare(accepted.count, 1);
        }
        function test_saysItsNameAndWhatIsWrong() {
            compare(field.input.Accessible.name, "Your name");
            const height = field.height;
            field.error = "This link is not complete.";
            compare(field.input.Accessible.description, "This link is not complete.");
            tryVerify(() => field.height > height);
            verify(field.wrong);
        }
        function test_passwordIsHiddenUntilAskedFor() {
            mouseClick(secret.input, 40, 20);
            type("abc");
            compare(secret.text, "abc");
            compare(secret.input.echoMode, TextInput.Password);
            compare(secret.input.displayText.length, 3);
            verify(secret.input.displayText !== "abc");
            mouseClick(secret.input, secret.input.width - 20, 22);
            compare(secret.input.displayText, "abc");
            mouseClick(secret.input, secret.input.width - 20, 22);
            verify(secret.input.displayText !== "abc");
        }
        function test_passwordIsKeptFromInputMethods() {
            verify(secret.input.inputMethodHints & Qt.ImhSensitiveData);
            verify(secret.input.Accessible.passwordEdit);
        }
        function test_escapeEmptiesTheSearch() {
            mouseClick(search.input);
            type("light");
            keyClick(Qt.Key_Escape);
            compare(search.text, "");
            keyClick(Qt.Key_Down);
            compare(down.count, 1);
        }
        function test_crossEmptiesTheSearch() {
            mouseClick(search.input, 60, 18);
            type("light");
            mouseClick(search.input, search.width - 18, 18);
            compare(search.text, "");
            verify(search.input.activeFocus);
        }
        function test_placeholderGoesWithTheFirstLetter() {
            compare(search.input.Accessible.name, "Search");
        }
    }
}

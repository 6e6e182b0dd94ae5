import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    color: Theme.color.sidebar
    implicitHeight: columns.implicitHeight + 48

    Row {
        id: columns

        x: 24
        y: 24
        spacing: 32

        Column {
            width: 400
            spacing: Theme.space.l

            TextInputField { width: parent.width; label: "Your name"; placeholder: "As friends call you" }
            TextInputField { width: parent.width; label: "Your name"; text: "Elin Kask"; hint: "People whom you invite see it."; Component.onCompleted: forceActiveFocus() }
            TextInputField { width: parent.width; label: "Relay"; text: "sotto://relay.sotto.example/i…hWm4Tze"; mono: true; iconName: "link" }
            TextInputField { width: parent.width; label: "Invite"; text: "sotto://relay.exa"; error: "This link is not complete. A part is missing, often the end. Ask for it again, or scan the code." }
            TextInputField { width: parent.width; label: "Password"; text: "correct horse"; password: true }
            TextInputField { width: parent.width; label: "Off"; text: "Cannot be changed"; enabled: false }
            SearchField { width: parent.width }
            SearchField { width: parent.width; text: "light" }
        }
        Column {
            width: 400
            spacing: Theme.space.s

            CheckBox { text: "I have written them down"; checked: true }
            CheckBox { text: "A longer sentence that says what is chosen here and runs over two lines"; width: parent.width }
            CheckBox { text: "Cannot be chosen"; enabled: false }
            CheckBox { text: "Cannot be taken back"; enabled: false; checked: true }
            RadioRow { width: parent.width; text: "System"; description: "Light by day and dark by night, as the desktop does"; checked: true }
            RadioRow { width: parent.width; text: "Light" }
            RadioRow { width: parent.width; text: "Dark"; enabled: false }
            Row {
                spacing: Theme.space.s
                Chip { text: "All"; checked: true }
                Chip { text: "Messages" }
                Chip { text: "Files" }
                Chip { text: "Off"; enabled: false }
            }
            Row {
                spacing: Theme.space.s
                Chip { tall: true; text: "harvest"; head: "har"; hint: "Enter"; checked: true }
                Chip { tall: true; text: "harbor"; head: "har" }
                Chip { tall: true; text: "hard"; head: "har" }
            }
            Banner { width: parent.width; kind: Banner.Danger; iconName: "alert"; title: "Word 4, “garlik”, is not on the word list."; text: "Did you mean “garlic”?"; actionText: "Use “garlic”" }
            Banner { width: parent.width; title: "“Kitchen laptop” asks to remove “Desk computer”."; text: "It happens in 6 days and 4 hours, unless you stop it here."; iconName: "timer"; actionText: "Stop this" }
            Banner {
                width: parent.width
                kind: Banner.Danger
                large: true
                title: "A device that Noor has not vouched for"
                text: "The relay names a third device for Noor, but Noor’s own list of devices does not. Somebody may be trying to read along."

                Button { kind: Button.Primary; text: "Check again" }
                Button { text: "Compare safety number" }
                Button { kind: Button.Quiet; text: "What can I do?" }
            }
        }
    }
}

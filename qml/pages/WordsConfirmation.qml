import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Asks for three of the twelve words, so that the paper is known to be right.
//
//   words   the view-model (required)
Column {
    id: confirmation

    required property TwelveWords words
    readonly property var typed: [first.text, second.text, third.text]

    signal backRequested
    signal confirmed

    function confirm() {
        confirmation.words.confirm(confirmation.typed);
    }

    spacing: Theme.space.l

    Connections {
        target: confirmation.words

        function onConfirmed() {
            confirmation.confirmed();
        }
    }

    GridLayout {
        width: parent.width
        columns: confirmation.width < Theme.size.wordsColumn ? 1 : 3
        columnSpacing: Theme.space.l
        rowSpacing: Theme.space.m

        TextInputField {
            id: first

            Layout.fillWidth: true
            focus: true
            label: qsTr("Word %1").arg(confirmation.words.challenge[0])
            input.inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
            onAccepted: second.forceActiveFocus(Qt.TabFocusReason)
        }
        TextInputField {
            id: second

            Layout.fillWidth: true
            label: qsTr("Word %1").arg(confirmation.words.challenge[1])
            input.inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
            onAccepted: third.forceActiveFocus(Qt.TabFocusReason)
        }
        TextInputField {
            id: third

            Layout.fillWidth: true
            label: qsTr("Word %1").arg(confirmation.words.challenge[2])
            input.inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
            onAccepted: confirmation.confirm()
        }
    }

    Banner {
        width: parent.width
        visible: confirmation.words.confirmError.length > 0
        kind: Banner.Danger
        iconName: "alert"
        text: confirmation.words.confirmError
    }

    Flow {
        anchors.right: parent.right
        width: Math.min(parent.width, againButton.implicitWidth + spacing + checkButton.implicitWidth)
        spacing: Theme.space.s

        Button {
            id: againButton

            large: true
            text: qsTr("Show them again")
            onClicked: confirmation.backRequested()
        }
        Button {
            id: checkButton

            large: true
            kind: Button.Primary
            text: qsTr("Check the words")
            enabled: confirmation.typed.every(word => word.trim().length > 0)
            onClicked: confirmation.confirm()
        }
    }
}

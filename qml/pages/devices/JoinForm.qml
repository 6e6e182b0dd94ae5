import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// Twelve words, and what else is needed to join: an extra passphrase, another relay, the name of
// this device.
//
//   link, words   the view-models (required)
FocusScope {
    id: form

    required property LinkPage link
    required property WordEntry words
    property bool asksPassphrase: false
    property bool asksRelay: form.link.relayHost.length === 0
    property bool asksName: false

    signal imageRequested

    function start() {
        form.link.start(passphrase.text);
        passphrase.text = "";
    }
    function addPassphrase() {
        form.asksPassphrase = true;
        passphrase.forceActiveFocus(Qt.OtherFocusReason);
    }
    function changeRelay() {
        form.asksRelay = true;
        relay.forceActiveFocus(Qt.OtherFocusReason);
    }

    implicitHeight: column.implicitHeight

    Connections {
        target: form.link

        function onWordsTyped() {
            startButton.activate();
        }
    }

    Column {
        id: column

        width: parent.width

        Label {
            width: parent.width
            text: qsTr("Enter your twelve words")
            type: Theme.type.display
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Gap {
            size: Theme.space.s
        }
        Label {
            width: parent.width
            text: qsTr("In order, as you wrote them down. You can paste all twelve into any box.")
            type: Theme.type.lead
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Gap {
            size: Theme.space.xxl
        }
        WordFields {
            width: parent.width
            focus: true
            words: form.words
        }
        Gap {
            size: Theme.space.l
        }
        WordSuggestions {
            width: parent.width
            words: form.words
        }
        Gap {
            size: Theme.space.l
        }
        WordProblem {
            id: problem

            width: parent.width
            words: form.words
        }
        JoinProblem {
            id: failure

            width: parent.width
            visible: !problem.visible && form.link.errorTitle.length > 0
            link: form.link
            onPassphraseRequested: form.addPassphrase()
            onRelayRequested: form.changeRelay()
            onRetryRequested: startButton.activate()
            onNewWordsRequested: form.words.clear()
        }
        Gap {
            size: Theme.space.l
            visible: problem.visible || failure.visible
        }
        TextInputField {
            id: passphrase

            width: parent.width
            visible: form.asksPassphrase
            password: true
            label: qsTr("Extra passphrase")
            hint: qsTr("Only if you chose one beside the twelve words. Another one opens another account.")
            onAccepted: startButton.activate()
        }
        Gap {
            size: Theme.space.l
            visible: passphrase.visible
        }
        JoinRelay {
            id: relay

            width: parent.width
            visible: form.asksRelay
            link: form.link
            onImageRequested: form.imageRequested()
            onAccepted: startButton.activate()
        }
        Gap {
            size: Theme.space.l
            visible: relay.visible
        }
        TextInputField {
            id: deviceName

            width: parent.width
            visible: form.asksName
            label: qsTr("Name of this device")
            hint: qsTr("Your other devices show it when they ask whether this was you.")
            error: form.link.deviceNameError
            text: form.link.deviceName
            onEdited: form.link.deviceName = text
            onAccepted: startButton.activate()
            onVisibleChanged: visible && forceActiveFocus(Qt.OtherFocusReason)
        }
        Gap {
            size: Theme.space.l
            visible: deviceName.visible
        }

        GridLayout {
            width: parent.width
            columns: form.width < Theme.size.wordsColumn ? 1 : 2
            rowSpacing: Theme.space.m
            columnSpacing: Theme.space.s

            Button {
                // Its icon stands below the edge of the fields.
                Layout.leftMargin: -Theme.space.l
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                visible: !form.asksPassphrase
                kind: Button.Quiet
                iconName: "plus"
                text: qsTr("I have an extra passphrase")
                onClicked: form.addPassphrase()
            }
            RowLayout {
                Layout.alignment: Qt.AlignRight
                Layout.columnSpan: form.asksPassphrase ? parent.columns : 1
                spacing: Theme.space.l

                Label {
                    text: qsTr("%1 of 12").arg(form.words.filled)
                    type: Theme.type.preview
                    color: Theme.color.text2
                    Accessible.name: qsTr("%1 of 12 words are there").arg(form.words.filled)
                }
                Button {
                    id: startButton

                    Layout.fillWidth: true
                    Layout.maximumWidth: implicitWidth
                    large: true
                    kind: Button.Primary
                    text: qsTr("Bring everything back")
                    enabled: form.words.complete && form.link.waitSeconds === 0 && form.link.relayError.length === 0 && form.link.deviceNameError.length === 0
                    onClicked: form.start()
                }
            }
        }
        Gap {
            size: Theme.space.xxl
        }
        WordsNotice {
            width: parent.width
        }
        Gap {
            size: Theme.space.l
        }
        Flow {
            width: parent.width
            spacing: Theme.space.s

            Label {
                height: Math.max(implicitHeight, relayButton.height)
                visible: !form.asksRelay
                text: qsTr("Relay: %1").arg(form.link.relayHost)
                type: Theme.type.caption
                color: Theme.color.text2
                verticalAlignment: Text.AlignVCenter
            }
            LinkButton {
                id: relayButton

                visible: !form.asksRelay
                text: qsTr("Change")
                type: Theme.type.captionStrong
                description: qsTr("Use another relay")
                onClicked: form.changeRelay()
            }
            Item {
                width: Theme.space.l
                height: 1
                visible: !form.asksRelay && !form.asksName
            }
            Label {
                height: Math.max(implicitHeight, nameButton.height)
                visible: !form.asksName
                text: qsTr("This device: %1").arg(form.link.deviceName)
                type: Theme.type.caption
                color: Theme.color.text2
                verticalAlignment: Text.AlignVCenter
                elide: Text.ElideRight
            }
            LinkButton {
                id: nameButton

                visible: !form.asksName
                text: qsTr("Change")
                type: Theme.type.captionStrong
                description: qsTr("Give this device another name")
                onClicked: form.asksName = true
            }
        }
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// Where a message is written. Grows with its text up to 200 pixels, then scrolls.
//
//   text           what is written; the page keeps it as the draft
//   placeholder    "Message Mira", also the name for readers of the screen (required)
//   sendWithEnter  Enter sends and Shift+Enter breaks the line; off: the other way with Ctrl+Enter
//   canSend        off while sending is paused: writing goes on, the button does not
//   canAttach, canRecord   whether those buttons are there
//   editing        an earlier message is being changed: the check instead of the paper plane
//   replyAuthor, replyText   what it answers, shown above the field; replyCancelled() comes with
//                  its cross or Escape; remote text
//
// sendRequested() comes with the button or Enter and only with text; edited() with every change by
// the person; editLastRequested() with Up in an empty field; emojiRequested(), attachRequested()
// carry the button that a popup may stand above. insert() puts text at the cursor.
FocusScope {
    id: composer

    required property string placeholder
    property alias text: area.text
    property bool sendWithEnter: true
    property bool canSend: true
    property bool canAttach: false
    property bool canRecord: false
    property bool editing: false
    property string replyAuthor
    property string replyText
    property int sidePadding: Theme.space.m
    property alias area: area

    readonly property bool hasText: area.text.trim().length > 0 || area.preeditText.length > 0
    readonly property bool replying: composer.replyText.length > 0

    signal sendRequested
    signal edited
    signal editLastRequested
    signal replyCancelled
    signal emojiRequested(Item button)
    signal attachRequested(Item button)
    signal recordRequested

    function insert(letters: string) {
        area.insert(area.cursorPosition, letters);
        composer.edited();
    }
    // The keyboard to the end of what is written, e.g. of a draft.
    function focusEnd() {
        area.forceActiveFocus();
        area.cursorPosition = area.length;
    }
    function send() {
        if (composer.hasText && composer.canSend)
            composer.sendRequested();
    }
    function takesEnter(modifiers: int): bool {
        const sends = composer.sendWithEnter ? !(modifiers & Qt.ShiftModifier) : Boolean(modifiers & Qt.ControlModifier);
        if (sends)
            composer.send();
        return sends;
    }

    implicitWidth: Theme.size.bubbleMax
    implicitHeight: line.height + (replyStrip.visible ? replyStrip.height + Theme.space.s : 0) + 2 * Theme.space.s

    Item {
        id: replyStrip

        anchors.top: parent.top
        anchors.topMargin: Theme.space.s
        anchors.left: line.left
        anchors.leftMargin: field.x
        width: field.width
        height: replyQuote.implicitHeight
        visible: composer.replying

        QuoteInset {
            id: replyQuote

            anchors.left: parent.left
            anchors.right: cancelReply.left
            anchors.rightMargin: Theme.space.xs
            author: composer.replyAuthor
            text: composer.replyText
        }
        IconButton {
            id: cancelReply

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            iconName: "close"
            name: qsTr("Do not reply to this")
            onClicked: composer.replyCancelled()
        }
    }

    Item {
        id: line

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: composer.sidePadding
        anchors.rightMargin: composer.sidePadding
        anchors.bottomMargin: Theme.space.s
        height: field.height

        IconButton {
            id: attachButton

            anchors.left: parent.left
            anchors.bottom: parent.bottom
            visible: composer.canAttach
            size: Theme.size.composerButton
            iconName: "attach"
            name: qsTr("Attach a file")
            onClicked: composer.attachRequested(attachButton)
        }

        Rectangle {
            id: field

            readonly property int inset: Math.floor((Theme.size.composerMin - metrics.height) / 2)

            anchors.left: attachButton.visible ? attachButton.right : parent.left
            anchors.leftMargin: attachButton.visible ? Theme.space.s : 0
            anchors.right: buttons.left
            anchors.rightMargin: Theme.space.s
            anchors.bottom: parent.bottom
            height: Math.min(Theme.size.composerMax, Math.max(Theme.size.composerMin, Math.ceil(area.contentHeight) + 2 * field.inset))
            radius: Theme.radius.controlLarge
            color: Theme.color.composer
            border.width: Theme.size.edge
            border.color: Theme.color.tintEdge

            Flickable {
                id: flick

                anchors.fill: parent
                boundsBehavior: Flickable.StopAtBounds
                clip: contentHeight > height

                T.ScrollBar.vertical: ScrollBar {}

                T.TextArea.flickable: T.TextArea {
                    id: area

                    focus: true
                    leftPadding: Theme.space.m + Theme.space.xxs
                    rightPadding: leftPadding
                    topPadding: field.inset
                    bottomPadding: field.inset
                    font: Theme.type.body.font
                    color: Theme.color.text
                    selectionColor: Theme.color.accent
                    selectedTextColor: Theme.color.inkOnAccent
                    wrapMode: TextEdit.Wrap
                    textFormat: TextEdit.PlainText
                    renderType: Text.NativeRendering
                    selectByMouse: true
                    KeyNavigation.priority: KeyNavigation.BeforeItem
                    KeyNavigation.tab: emojiButton
                    cursorDelegate: TextCursor {
                        target: area
                    }

                    onTextChanged: composer.edited()

                    Keys.onReturnPressed: event => event.accepted = composer.takesEnter(event.modifiers)
                    Keys.onEnterPressed: event => event.accepted = composer.takesEnter(event.modifiers)
                    Keys.onUpPressed: event => event.accepted = composer.takesUp()
                    Keys.onEscapePressed: event => event.accepted = composer.takesEscape()

                    Accessible.role: Accessible.EditableText
                    Accessible.name: composer.placeholder
                    Accessible.multiLine: true

                    FontMetrics {
                        id: metrics

                        font: area.font
                    }
                }
            }
        }

        Label {
            anchors.left: field.left
            anchors.right: field.right
            anchors.leftMargin: area.leftPadding
            anchors.rightMargin: area.leftPadding
            height: field.height
            visible: area.length === 0 && area.preeditText.length === 0
            text: composer.placeholder
            color: Theme.color.text2
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Row {
            id: buttons

            anchors.right: parent.right
            anchors.bottom: parent.bottom
            spacing: Theme.space.xs

            IconButton {
                id: emojiButton

                size: Theme.size.composerButton
                iconName: "emoji"
                name: qsTr("Emoji")
                onClicked: composer.emojiRequested(emojiButton)
            }
            IconButton {
                visible: composer.canRecord && !composer.hasText
                size: Theme.size.composerButton
                iconName: "mic"
                name: qsTr("Record a voice message")
                onClicked: composer.recordRequested()
            }
            IconButton {
                visible: composer.hasText || !composer.canRecord
                enabled: composer.canSend && composer.hasText
                size: Theme.size.composerButton
                // There with an empty field as well, so that nothing moves, but not loud.
                filled: composer.hasText
                iconName: composer.editing ? "check" : "send"
                name: composer.editing ? qsTr("Save the change") : qsTr("Send")
                onClicked: composer.send()
            }
        }
    }

    function takesUp(): bool {
        if (area.length > 0)
            return false;
        composer.editLastRequested();
        return true;
    }
    function takesEscape(): bool {
        if (!composer.replying)
            return false;
        composer.replyCancelled();
        return true;
    }
}

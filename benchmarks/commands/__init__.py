"""What teaches the chat to guess a command, and how well does it guess?"""

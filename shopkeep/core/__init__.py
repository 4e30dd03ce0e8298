"""What every layer may use: records, money, time, text. Standard library only."""
